import { defineConfig, type Options } from 'tsup'

/** The one build recipe of the workspace: ESM, declarations, dependencies left outside. */
export function packageBuild(entry: readonly string[] = ['src/index.ts']): ReturnType<typeof defineConfig> {
  const options: Options = {
    entry: [...entry],
    format: ['esm'],
    target: 'node22',
    dts: { compilerOptions: { allowImportingTsExtensions: true, customConditions: [] } },
    sourcemap: true,
    clean: true,
    splitting: true,
    // No `treeshake`: it sends the output through rollup, which writes `import ... assert`, a syntax Node 24 refuses.
  }
  return defineConfig(options)
}
