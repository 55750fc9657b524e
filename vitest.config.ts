import { defineConfig } from 'vitest/config'

const postgresTests = '**/*.pg.test.ts'
const shared = {
  resolve: { conditions: ['tenon-source', 'node', 'import', 'default'] },
  ssr: { resolve: { conditions: ['tenon-source', 'node', 'import', 'default'], externalConditions: ['tenon-source', 'node', 'import', 'default'] } },
}
const roots = ['packages', 'apps', 'tools', 'examples']
const testFiles = roots.map((root) => `${root}/**/*.test.ts`)
const databaseTestFiles = roots.map((root) => `${root}/${postgresTests}`)
const skipped = ['**/node_modules/**', '**/dist/**', '**/.next/**']

/** One project per kind of test: those that need a PostgreSQL run once on each version at hand. */
export default defineConfig({
  test: {
    projects: [
      { ...shared, test: { name: 'unit', include: testFiles, exclude: [postgresTests, ...skipped] } },
      ...['18', '15'].map((version) => ({
        ...shared,
        test: {
          name: `postgres-${version}`,
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
