/** Real PostgreSQL databases, tenants and clocks for tests. @module */
export { createTestDatabase } from './create-test-database.ts'
export type { CreateTestDatabaseOptions, TestDatabase } from './create-test-database.ts'
export { fakeClock } from './fake-clock.ts'
export type { FakeClock } from './fake-clock.ts'
export { countingIds } from './counting-ids.ts'
export { testKitErrors } from './errors.ts'
export type { TestServer } from './test-server.ts'
