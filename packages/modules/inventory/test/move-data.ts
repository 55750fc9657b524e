import { createMigrator } from '@tenon/migrator'
import { schemaNameOf } from '@tenon/model'
import type { MigrationResult, MigrationSource } from '@tenon/model'
import { readMigrations } from '@tenon/module-sdk/build'
import type { TenantDatabase } from '@tenon/module-sdk/ports'

const migrator = createMigrator()

/** The migrations of this source tree. */
export const migrations: readonly MigrationSource[] = await readMigrations(`${import.meta.dirname}/..`)

/** Moves one tenant's inventory with the real migrator, each move in its own transaction. */
export interface DataMover {
  up(toDataVersion: number): Promise<MigrationResult>
  down(toDataVersion: number): Promise<MigrationResult>
  finalize(): Promise<MigrationResult>
}

/** A mover for one tenant. */
export function dataMover(database: TenantDatabase, tenantId: string): DataMover {
  const target = { tenantId, module: 'inventory', schema: schemaNameOf(tenantId, 'inventory') }
  return {
    up: (toDataVersion) => database.transaction((session) => migrator.up(session, target, { migrations, toDataVersion })),
    down: (toDataVersion) => database.transaction((session) => migrator.down(session, target, { toDataVersion })),
    finalize: () => database.transaction((session) => migrator.finalize(session, target, { migrations, toDataVersion: migrations.length })),
  }
}
