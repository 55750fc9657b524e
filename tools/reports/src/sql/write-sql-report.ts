import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { PackageJson } from '../api/public-entries.ts'
import { controlPlaneSqlReport } from './control-plane-schema.ts'
import { moduleSqlReport } from './module-schema.ts'
import type { SchemaSource } from './schema-source.ts'
import { withTemporaryDatabase } from './with-temporary-database.ts'

/** Writes `report.sql.md` of a package that owns SQL, read from a real PostgreSQL. */
export async function writeSqlReport(packageDirectory: string, json: PackageJson, source: SchemaSource): Promise<void> {
  const page = await withTemporaryDatabase((database) =>
    source.kind === 'control-plane' ? controlPlaneSqlReport(database, json.name, source.schema) : moduleSqlReport(database, json.name, packageDirectory),
  )
  await writeFile(join(packageDirectory, 'report.sql.md'), page)
}
