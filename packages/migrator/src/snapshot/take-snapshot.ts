import type { MigrationSource, MigrationTarget, SqlSession } from '@tenon/model'
import { quoteIdentifier, quoteLiteral } from '../quote-identifier.ts'
import { runMigrationSql } from '../run-migration-sql.ts'
import { findLosses, storedColumns } from '../stash/find-losses.ts'
import type { Loss } from '../stash/find-losses.ts'
import { readCatalog } from '../stash/read-catalog.ts'
import type { CatalogColumn, CatalogTable } from '../stash/read-catalog.ts'

/** What a finalize is about to run, and how long to keep what it removes. */
export interface TakeSnapshotOptions {
  readonly contracts: readonly MigrationSource[]
  readonly dataVersion: number
  /** ISO 8601 instant; null for 30 days from now. */
  readonly keepUntil: string | null
}

/** A table of which something disappears, and the columns of it that a snapshot keeps. */
interface KeptTable {
  readonly name: string
  readonly columns: readonly CatalogColumn[]
}

/**
 * Before contract steps run: copies what they are going to remove or change, learnt by running them in a
 * savepoint and comparing the catalog, and the stash that finalize empties. Copies are tables in the tenant's
 * schema, which the runtime role cannot reach. Their tables stay locked against writes until the caller's end.
 * @returns the snapshot's number; null when nothing disappears
 */
export async function takeSnapshot(session: SqlSession, target: MigrationTarget, { contracts, dataVersion, keepUntil }: TakeSnapshotOptions): Promise<number | null> {
  const kept = keptTables(await rehearse(session, target, contracts))
  const { rows } = await session.query<{ kept: boolean }>('select exists (select from tenon_stash) as kept')
  if (kept.length === 0 && rows[0]?.kept !== true) return null
  await createSnapshotTable(session)
  const number = await insertSnapshot(session, { dataVersion, keepUntil, migrations: contracts.map(({ name }) => name) })
  if (kept.length > 0) await session.query(`lock table ${kept.map(({ name }) => quoteIdentifier(name)).join(', ')} in share row exclusive mode`)
  const copies = [
    ...kept.map(({ name, columns }) => ({ of: name, select: columns.map(selectOf).join(', ') })),
    ...(rows[0]?.kept === true ? [{ of: 'tenon_stash', select: '*' }] : []),
  ]
  for (const [index, copy] of copies.entries()) await copyTable(session, { number, index, ...copy })
  return number
}

/** Runs the contract steps in a savepoint, looks at the catalog before and after, and takes everything back. */
async function rehearse(session: SqlSession, { schema }: MigrationTarget, contracts: readonly MigrationSource[]): Promise<readonly Loss[]> {
  await session.query('savepoint tenon_snapshot')
  const before = await readCatalog(session, schema)
  for (const { name, upFile, up } of contracts) await runMigrationSql(session, { migration: name, file: upFile, text: up })
  const losses = findLosses(before, await readCatalog(session, schema))
  await session.query('rollback to savepoint tenon_snapshot')
  return losses
}

function keptTables(losses: readonly Loss[]): readonly KeptTable[] {
  return losses.map(({ table, kind, lostColumns }) => ({
    name: table.name,
    // Rows that are changed or deleted are kept whole, and so is a table: what else there was of a row tells which it is.
    columns: kind === 'columns' ? [...keyColumns(table, lostColumns), ...lostColumns] : storedColumns(table),
  }))
}

/** Without a key nothing but the whole row says where a value belongs. */
function keyColumns(table: CatalogTable, lost: readonly CatalogColumn[]): readonly CatalogColumn[] {
  const wanted = (column: CatalogColumn) => (table.key === null || table.key.includes(column.number)) && !lost.some(({ number }) => number === column.number)
  return storedColumns(table).filter(wanted)
}

/** A type of the schema's own, an enum say, is kept as text: the copy must not stand in the way of a contract step that drops it. */
function selectOf({ name, typeKey }: CatalogColumn): string {
  const [oid = '0'] = typeKey.split(':')
  // Every type that a server brings along has an oid below this.
  const builtIn = Number(oid) < 16_384
  return builtIn ? quoteIdentifier(name) : `${quoteIdentifier(name)}::text as ${quoteIdentifier(name)}`
}

async function createSnapshotTable(session: SqlSession): Promise<void> {
  await session.query(`
    create table if not exists tenon_snapshot (
      number int primary key,
      data_version int not null,
      -- Contract steps that removed what is kept here.
      migrations text[] not null,
      -- By table: where its rows are, and how many.
      tables jsonb not null default '[]',
      taken_at timestamptz not null default now(),
      keep_until timestamptz not null
    )`)
}

async function insertSnapshot(session: SqlSession, { dataVersion, keepUntil, migrations }: { readonly dataVersion: number; readonly keepUntil: string | null; readonly migrations: readonly string[] }): Promise<number> {
  const { rows } = await session.query<{ number: number }>(`
    insert into tenon_snapshot (number, data_version, migrations, keep_until)
    select coalesce(max(number), 0) + 1, $1, $2, coalesce($3::timestamptz, now() + interval '30 days') from tenon_snapshot returning number`, [dataVersion, migrations, keepUntil])
  return rows[0]?.number ?? 0
}

interface TableCopy {
  readonly number: number
  readonly index: number
  readonly of: string
  readonly select: string
}

async function copyTable(session: SqlSession, { number, index, of, select }: TableCopy): Promise<void> {
  const copy = `tenon_snapshot_${number}_${index + 1}`
  const { rowCount } = await session.query(`create table ${copy} as select ${select} from ${quoteIdentifier(of)}`)
  await session.query(`update tenon_snapshot set tables = tables || jsonb_build_object('table', ${quoteLiteral(of)}, 'copy', ${quoteLiteral(copy)}, 'rows', ${rowCount}) where number = $1`, [number])
}
