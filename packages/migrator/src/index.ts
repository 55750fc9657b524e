/** Migrations per tenant and module: ledger, up, down, finalize, and a stash that keeps new data through a roll back. @module */
export { createMigrator } from './create-migrator.ts'
export type { CreateMigratorOptions } from './create-migrator.ts'
export { migratorErrors } from './migrator-errors.ts'
export type { MigrationFailure } from './migrator-errors.ts'
