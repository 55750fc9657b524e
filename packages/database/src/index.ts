/** Postgres for many tenants: pools, tenant-bound connections and a Prisma driver adapter. @module */
export { createSchemaEngineAdapter } from './schema-engine-adapter.ts'
export type { CreateSchemaEngineAdapterOptions } from './schema-engine-adapter.ts'
export { openDatabase } from './open-database.ts'
export type { OpenDatabaseOptions } from './open-database.ts'
export { databaseErrors } from './database-errors.ts'
export { probeConnections } from './examine/probe-connections.ts'
export type { ProbeConnectionsOptions } from './examine/probe-connections.ts'
export { withPlainConnection } from './examine/plain-connection.ts'
