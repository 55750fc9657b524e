/** A PostgreSQL server started by this process, from binaries that npm or the system installed. @module */
export { createCluster, startPostgresServer } from './start-postgres-server.ts'
export type { PostgresServer, StartPostgresServerOptions } from './start-postgres-server.ts'
export { npmPostgresBinaries } from './postgres-binaries.ts'
export type { PostgresBinaries } from './postgres-binaries.ts'
export { serverAccount } from './server-account.ts'
export type { ServerAccount } from './server-account.ts'
export { embeddedErrors } from './embedded-errors.ts'
