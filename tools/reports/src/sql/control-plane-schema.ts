import { createMigrator } from '@tenon/migrator'
import type { ArtifactStore } from '@tenon/model'
import { systemClock } from '@tenon/model'
import type { TenantDatabase } from '@tenon/module-sdk/ports'
import { openRegistry } from '@tenon/registry'
import { readSchema } from './read-schema.ts'
import { sqlReport } from './sql-report.ts'

const noVersion = () => Promise.reject(new RangeError('an empty store has no version'))

const emptyStore: ArtifactStore = {
  readCatalog: () => Promise.resolve({ versions: [], known: [], refused: [] }),
  open: noVersion,
  admit: noVersion,
  suppliedPeers: () => Promise.resolve({}),
}

/** The page of the control plane: the schema that opening a registry on an empty database creates. */
export async function controlPlaneSqlReport(database: TenantDatabase, packageName: string, schema: string): Promise<string> {
  const registry = await openRegistry({ database, artifacts: emptyStore, migrator: createMigrator(), clock: systemClock })
  await registry.close()
  const facts = await database.transaction((session) => readSchema(session, schema))
  return sqlReport(facts, { packageName, subject: `The control plane, schema \`${schema}\`.` })
}
