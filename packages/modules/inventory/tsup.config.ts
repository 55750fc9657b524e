import { defineConfig } from 'tsup'

/**
 * One bundle per entry. What the host supplies stays outside, so that every version of every module
 * shares one Prisma runtime and one SDK; everything else is inside. No source maps: a release holds no path.
 */
export default defineConfig({
  entry: { module: 'src/module.ts', 'client/index': 'src/client/index.ts' },
  format: ['esm'],
  target: 'node22',
  external: [/^@tenon\/module-sdk/, /^@prisma\/client/],
  noExternal: [/^csv-/, /^openapi-/],
  dts: { resolve: true, compilerOptions: { allowImportingTsExtensions: true, customConditions: ['tenon-source'] } },
  clean: true,
  splitting: false,
  treeshake: true,
})
