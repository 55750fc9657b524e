import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { apiReport } from './api/api-report.ts'
import type { PackageJson } from './api/public-entries.ts'
import { schemaSourceOf } from './sql/schema-source.ts'

const packageDirectory = process.cwd()
const json = JSON.parse(await readFile(join(packageDirectory, 'package.json'), 'utf8')) as PackageJson

await writeFile(join(packageDirectory, 'report.api.md'), await apiReport(packageDirectory, json))
console.log(`${json.name}: report.api.md`)

const source = schemaSourceOf(json)
if (source !== null) {
  // Loaded only where it is needed: most packages own no SQL, and need no database to be built.
  const { writeSqlReport } = await import('./sql/write-sql-report.ts')
  await writeSqlReport(packageDirectory, json, source)
  console.log(`${json.name}: report.sql.md`)
}
