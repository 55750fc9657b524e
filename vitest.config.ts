import { defineConfig } from 'vitest/config'

const postgresTests = '**/*.pg.test.ts'
// Ours alone: vitest hands these to Node's workers, where `import` would also apply to `require` (pg then loads the wrong half of pg-pool).
const conditions = ['tenon-source']
const shared = {
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  // vitest loads global set-ups in an environment of this name.
  environments: { __vitest__: { resolve: { conditions, externalConditions: conditions } } },
}
// Module versions in an artifact store (`<version>-<digest>/package/`) are imported by Node itself, as a host does it: a
// transformed import would give each test file copies of its own and hide what a missing peer does.
const server = { deps: { external: [/-[0-9a-f]{16}\/package\//] } }
const roots = ['packages', 'apps', 'tools', 'examples']
const testFiles = roots.map((root) => `${root}/**/*.test.ts`)
const databaseTestFiles = roots.map((root) => `${root}/${postgresTests}`)
const typeTestFiles = roots.map((root) => `${root}/**/*.test-d.ts`)
// The template of a module is tested as the module it becomes.
const skipped = ['**/node_modules/**', '**/dist/**', '**/.next/**', 'apps/create-tenon-module/template/**']

/** One project per kind of test: those that need a PostgreSQL run once on each version at hand. */
export default defineConfig({
  test: {
    projects: [
      { ...shared, test: { name: 'unit', server, include: testFiles, exclude: [postgresTests, ...skipped] } },
      { ...shared, test: { name: 'types', include: [], typecheck: { enabled: true, only: true, include: typeTestFiles, exclude: skipped, tsconfig: 'tsconfig.types.json' } } },
      ...['18', '15'].map((version) => ({
        ...shared,
        test: {
          name: `postgres-${version}`,
          server,
          include: databaseTestFiles,
          exclude: skipped,
          globalSetup: [`packages/test-kit/src/vitest/postgres-${version}.ts`],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      })),
    ],
  },
})
