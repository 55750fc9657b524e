import { defineErrors } from '@tenon/model'

/** What can go wrong in tests before the test itself begins. */
export const testKitErrors = defineErrors({
  TEST_SERVER_MISSING: {
    category: 'precondition',
    title: (d: { reason: string }) => `There is no PostgreSQL server for this test: ${d.reason}`,
    next: () => 'Name the file *.pg.test.ts so that it runs in a project with a PostgreSQL set-up, and create databases in beforeAll, which skipped files do not reach.',
  },
})
