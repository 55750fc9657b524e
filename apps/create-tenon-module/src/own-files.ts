import type { ModuleFile } from './module-file.ts'

const compilerOptions = {
  target: 'ES2024',
  lib: ['ES2024', 'DOM', 'DOM.Iterable'],
  types: ['node'],
  module: 'nodenext',
  moduleResolution: 'nodenext',
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  verbatimModuleSyntax: true,
  erasableSyntaxOnly: true,
  allowImportingTsExtensions: true,
  skipLibCheck: true,
  noEmit: true,
}

const vitestConfig = `import { defineConfig } from 'vitest/config'

// Module versions are imported by Node itself, as a host does it. The kit brings its own PostgreSQL.
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'src/**/*.test.ts'],
    globalSetup: ['@tenon/test-kit/vitest/postgres-18'],
    server: { deps: { external: [/-[0-9a-f]{16}\\/package\\//] } },
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
`

/** What a module needs that stands in no workspace: compiler, tests, changesets. */
export const ownFiles: readonly ModuleFile[] = [
  { path: 'tsconfig.json', text: jsonText({ compilerOptions, include: ['src/**/*.ts', 'test/**/*.ts', '*.ts'] }) },
  { path: 'vitest.config.ts', text: vitestConfig },
  { path: '.gitignore', text: 'node_modules/\ndist/\n.tenon/\nsrc/generated/\n' },
  { path: '.changeset/config.json', text: jsonText({ changelog: '@changesets/cli/changelog', commit: false, access: 'restricted', baseBranch: 'main' }) },
]

/** JSON as people write it. */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}
