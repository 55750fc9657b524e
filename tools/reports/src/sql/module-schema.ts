import type { MigrationSource, MigrationTarget, SqlDatabase } from '@tenon/model'
import { schemaNameOf } from '@tenon/model'
import { createMigrator } from '@tenon/migrator'
import { readMigrations } from '@tenon/module-sdk/build'
import { readSchema } from './read-schema.ts'
import { sqlReport } from './sql-report.ts'

/** The page of a module: one tenant's schema after all its migrations, contract steps included, as the migrator leaves it. */
export async function moduleSqlReport(database: SqlDatabase, packageName: string, packageDirectory: string): Promise<string> {
  const migrations = await readMigrations(packageDirectory)
  const module = packageName.split('/').at(-1) ?? packageName
  const target = { tenantId: 'report', module, schema: schemaNameOf('report', module) }
  await database.transaction((session) => migrateAll(session, target, migrations))
  const facts = await database.transaction((session) => readSchema(session, target.schema))
  return sqlReport(facts, {
    packageName,
    subject: "One tenant's schema after every migration of this package, finalized.",
    preface: migrations.map((each) => `\`${each.name}\`: ${each.phase}`),
  })
}

async function migrateAll(session: Parameters<Parameters<SqlDatabase['transaction']>[0]>[0], target: MigrationTarget, migrations: readonly MigrationSource[]): Promise<void> {
  const migrator = createMigrator()
  const toDataVersion = migrations.length
  await migrator.up(session, target, { migrations, toDataVersion })
  await migrator.finalize(session, target, { migrations, toDataVersion })
}
