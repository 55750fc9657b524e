import type { MigrationTarget, SqlSession } from '@tenon/model'
import { isOwnRelation, relationsIn } from '../own-tables.ts'
import { readLedger } from '../ledger.ts'
import { migratorErrors } from '../migrator-errors.ts'
import { quoteIdentifier, quoteLiteral } from '../quote-identifier.ts'
import { readCatalog } from '../stash/read-catalog.ts'
import type { CatalogTable } from '../stash/read-catalog.ts'
import { deferReferences, enforceReferences } from '../stash/defer-references.ts'
import { findCircles } from '../stash/find-circles.ts'
import { readReferences, sortParentsFirst } from '../stash/parents-first.ts'
import { defaultTiming, setStatement } from '../with-move.ts'

/** An application that already has a database. */
export interface ReplaceByExistingOptions {
  /** A session on the application's database, in a transaction that sees one state: `repeatable read`. It is only read. */
  readonly source: SqlSession
  /** sha256 (hex) of each migration.sql by its folder, as `readPrismaChecksums` of `@tenon/module-sdk/build` reads them. */
  readonly checksums: ReadonlyMap<string, string>
  /** Where the application's tables stand. Default `public`. */
  readonly sourceSchema?: string
  /** Rows sent at once. Default 1,000. */
  readonly batchRows?: number
}

/** How many rows came over, by table. */
export type ImportedRows = Readonly<Record<string, number>>

/**
 * Fills one tenant of an adopted module with the rows of the application's own database, inside the
 * caller's transaction. THE TENANT'S OWN ROWS ARE REMOVED FIRST. Install the module for the tenant at the version that the application runs:
 * its migrations make the tables, so that nothing of the old database's drift comes along; Prisma's record of
 * what was applied there, checksums included, must agree with the tenant's ledger. Triggers of the module do
 * not fire, foreign keys are checked, sequences go on where they stood.
 * @throws ADOPTED_HISTORY_DIFFERS before anything is changed; the server's error when a row does not fit
 */
export async function replaceByExisting(session: SqlSession, target: MigrationTarget, options: ReplaceByExistingOptions): Promise<ImportedRows> {
  await assertSameHistory(session, target, options)
  await session.query(setStatement(target, defaultTiming))
  const tables = (await readCatalog(session, target.schema)).filter(({ columns }) => columns.length > 0)
  if (tables.length === 0) return {}
  const references = await readReferences(session, target.schema)
  const order = sortParentsFirst(references)
  const circles = findCircles(references)
  // Rows come in batches: one may refer to a row of its own table that comes later.
  const circular = references.filter(({ child, parent }) => circles.some((circle) => circle.includes(child) && circle.includes(parent)))
  const sorted = tables.toSorted((a, b) => order.indexOf(a.name) - order.indexOf(b.name))
  await session.query(sorted.map(({ name }) => `alter table ${quoteIdentifier(name)} disable trigger user`).join(';\n'))
  await session.query(`truncate ${sorted.map(({ name }) => quoteIdentifier(name)).join(', ')}`)
  await deferReferences(session, circular)
  const counts: Record<string, number> = {}
  for (const table of sorted) counts[table.name] = await importTable(session, table, options)
  await session.query('set constraints all immediate')
  await enforceReferences(session, circular)
  await session.query(sorted.map(({ name }) => `alter table ${quoteIdentifier(name)} enable trigger user`).join(';\n'))
  await importSequences(session, target, options)
  return counts
}

interface AppliedThere {
  readonly name: string
  readonly checksum: string
}

async function assertSameHistory(session: SqlSession, target: MigrationTarget, { source, checksums, sourceSchema = 'public' }: ReplaceByExistingOptions): Promise<void> {
  const { rows } = await source.query<AppliedThere>(`
    select migration_name as name, checksum from ${quoteIdentifier(sourceSchema)}."_prisma_migrations"
    where finished_at is not null and rolled_back_at is null order by migration_name`)
  const here = (await readLedger(session, target)).map(({ name }) => name)
  const there = rows.map(({ name }) => name)
  const missing = there.filter((name) => !here.includes(name))
  const ahead = here.filter((name) => !there.includes(name))
  const changed = rows.filter(({ name, checksum }) => here.includes(name) && checksums.get(name) !== checksum).map(({ name }) => name)
  if (missing.length + ahead.length + changed.length > 0) throw migratorErrors.ADOPTED_HISTORY_DIFFERS({ missing, ahead, changed })
}

/** As JSON: numbers keep every digit, instants every microsecond, and the server reads each value by its column's type. */
async function importTable(session: SqlSession, table: CatalogTable, { source, sourceSchema = 'public', batchRows = 1_000 }: ReplaceByExistingOptions): Promise<number> {
  const columns = table.columns.filter(({ generated }) => !generated).map(({ name }) => quoteIdentifier(name)).join(', ')
  const from = `${quoteIdentifier(sourceSchema)}.${quoteIdentifier(table.name)}`
  await source.query(`declare tenon_import no scroll cursor for select row_to_json(t)::text as row from (select ${columns} from ${from}) t`)
  let count = 0
  for (;;) {
    const { rows } = await source.query<{ row: string }>(`fetch ${batchRows} from tenon_import`)
    if (rows.length === 0) break
    await session.query(`insert into ${quoteIdentifier(table.name)} (${columns}) overriding system value
      select ${columns} from json_populate_recordset(null::${quoteIdentifier(table.name)}, $1)`, [`[${rows.map(({ row }) => row).join(',')}]`])
    count += rows.length
  }
  await source.query('close tenon_import')
  return count
}

async function importSequences(session: SqlSession, { schema }: MigrationTarget, { source, sourceSchema = 'public' }: ReplaceByExistingOptions): Promise<void> {
  const { rows: sequences } = await session.query<{ name: string }>(`select relname as name from ${relationsIn('$1')} where relkind = 'S' and not ${isOwnRelation}`, [schema])
  for (const { name } of sequences) {
    const { rows } = await source.query<{ value: string; called: boolean }>(`select last_value::text as value, is_called as called from ${quoteIdentifier(sourceSchema)}.${quoteIdentifier(name)}`)
    for (const { value, called } of rows) await session.query(`select setval(${quoteLiteral(quoteIdentifier(name))}, $1::bigint, $2)`, [value, called])
  }
}
