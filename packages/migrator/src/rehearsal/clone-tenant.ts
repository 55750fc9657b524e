import type { MigrationSource, MigrationTarget, SqlSession } from '@tenon/model'
import { replay } from '../drift/replay.ts'
import { quoteIdentifier } from '../quote-identifier.ts'
import { deferReferences, enforceReferences } from '../stash/defer-references.ts'
import { readReferences, sortParentsFirst } from '../stash/parents-first.ts'
import type { Reference } from '../stash/parents-first.ts'
import { readCatalog } from '../stash/read-catalog.ts'
import type { CatalogTable } from '../stash/read-catalog.ts'
import { storedColumns } from '../stash/find-losses.ts'
import { sampleTable } from './sample-table.ts'

/** A tenant's data as it is, and where its copy is made. */
export interface CloneRequest {
  readonly live: MigrationTarget
  /** The session's search path leads to it. */
  readonly clone: MigrationTarget
  /** What the tenant's ledger names, in the order in which it was applied. */
  readonly applied: readonly MigrationSource[]
  /** 0: none. */
  readonly maxRows: number
  readonly seed: number
}

/** How much was copied. */
export interface CopiedRows {
  readonly total: number
  readonly copied: number
}

/** Builds a tenant's schema from the module's own migrations and fills it: ledger and stash whole, rows whole or as a sample, sequences where they stand. */
export async function cloneTenant(session: SqlSession, request: CloneRequest): Promise<CopiedRows> {
  const { live, clone, applied, maxRows } = request
  await replay(session, clone, applied)
  const from = quoteIdentifier(live.schema)
  await session.query(`insert into tenon_ledger select * from ${from}.tenon_ledger; insert into tenon_stash overriding system value select * from ${from}.tenon_stash`)
  const [tables, liveTables, references] = await Promise.all([readCatalog(session, clone.schema), readCatalog(session, live.schema), readReferences(session, clone.schema)])
  const order = sortParentsFirst(references)
  const counts = await countRows(session, live, liveTables)
  const pairs = tables.toSorted((a, b) => order.indexOf(a.name) - order.indexOf(b.name))
    .flatMap((table) => liveTables.filter(({ name }) => name === table.name).map((source): TablePair => ({ source, table, ...commonColumns(table, source) })))
  if (maxRows === 0) return { total: counts.total, copied: 0 }
  const circular = references.filter(({ child, parent }) => child !== parent && order.indexOf(parent) > order.indexOf(child))
  const copied = await undisturbed(session, { tables, circular }, () => (counts.total <= maxRows ? copyAll(session, live, pairs) : copySample(session, request, { pairs, ...counts })))
  await copySequences(session, live, clone)
  return { total: counts.total, copied }
}

/** A table to fill and the one it is filled from. */
export interface TablePair {
  readonly source: CatalogTable
  readonly table: CatalogTable
  /** Quoted and joined: stored columns that both have. */
  readonly columns: string
  /** What goes into them: a value of the module's own type becomes one of the clone's. */
  readonly values: string
}

function commonColumns(table: CatalogTable, source: CatalogTable): Pick<TablePair, 'columns' | 'values'> {
  const there = new Map(source.columns.map((column) => [column.name, column]))
  const common = storedColumns(table).flatMap(({ name, type, typeKey }) => {
    const from = there.get(name)
    const column = quoteIdentifier(name)
    return from === undefined ? [] : [{ column, value: from.typeKey === typeKey ? column : `${column}::text::${type}` }]
  })
  return { columns: common.map(({ column }) => column).join(', '), values: common.map(({ value }) => value).join(', ') }
}

interface Quiet {
  readonly tables: readonly CatalogTable[]
  /** References that lead to a table which is filled later. */
  readonly circular: readonly Reference[]
}

/**
 * Fills tables without the module's own triggers, which ran when the rows were written first. Tables that refer to
 * each other in a circle can be filled in no order: those references are checked after the last one.
 */
async function undisturbed<Result>(session: SqlSession, { tables, circular }: Quiet, fill: () => Promise<Result>): Promise<Result> {
  const loud = await enabledTriggers(session, tables)
  const triggers = (verb: string) => loud.map(({ table, name }) => `alter table ${table} ${verb} trigger ${name}`)
  await session.query([...triggers('disable'), 'set constraints all immediate'].join('; '))
  await deferReferences(session, circular)
  const result = await fill()
  await enforceReferences(session, circular)
  if (loud.length > 0) await session.query(triggers('enable').join('; '))
  return result
}

interface NamedOnTable {
  /** As SQL takes it. */
  readonly table: string
  readonly name: string
}

async function enabledTriggers(session: SqlSession, tables: readonly CatalogTable[]): Promise<readonly NamedOnTable[]> {
  const { rows } = await session.query<NamedOnTable>(`
    select tgrelid::regclass::text as table, quote_ident(tgname) as name from pg_trigger
    where tgrelid = any($1::oid[]) and not tgisinternal and tgenabled = 'O' and tgparentid = 0`, [tables.map(({ relation }) => relation)])
  return rows
}

/** All tables in one message. */
async function copyAll(session: SqlSession, live: MigrationTarget, pairs: readonly TablePair[]): Promise<number> {
  const results = await Promise.all(pairs.map(({ table, columns, values }) => {
    const name = quoteIdentifier(table.name)
    return session.query(`insert into ${name} (${columns}) overriding system value select ${values} from ${quoteIdentifier(live.schema)}.${name}`)
  }))
  return results.reduce((sum, { rowCount }) => sum + rowCount, 0)
}

interface SampleParts {
  readonly pairs: readonly TablePair[]
  readonly total: number
  readonly byTable: ReadonlyMap<string, number>
}

async function copySample(session: SqlSession, { live, clone, maxRows, seed }: CloneRequest, { pairs, total, byTable }: SampleParts): Promise<number> {
  let copied = 0
  for (const pair of pairs) {
    const share = Math.ceil((maxRows * (byTable.get(pair.table.name) ?? 0)) / total)
    copied += await sampleTable(session, { from: live.schema, into: clone.schema, pair, rows: share, seed })
  }
  return copied
}

interface RowCounts {
  readonly total: number
  readonly byTable: ReadonlyMap<string, number>
}

async function countRows(session: SqlSession, { schema }: MigrationTarget, tables: readonly CatalogTable[]): Promise<RowCounts> {
  if (tables.length === 0) return { total: 0, byTable: new Map() }
  const counts = tables.map(({ name }) => `(select count(*) from ${quoteIdentifier(schema)}.${quoteIdentifier(name)})`)
  const { rows } = await session.query<{ counts: readonly number[] }>(`select array[${counts.join(', ')}]::float8[] as counts`)
  const byTable = new Map(tables.map(({ name }, index) => [name, rows[0]?.counts[index] ?? 0]))
  return { total: [...byTable.values()].reduce((sum, count) => sum + count, 0), byTable }
}

async function copySequences(session: SqlSession, live: MigrationTarget, clone: MigrationTarget): Promise<void> {
  const { rows } = await session.query<{ name: string }>(`
    select relname as name from pg_class c join pg_depend d on d.objid = c.oid and d.classid = 'pg_class'::regclass and d.refclassid = 'pg_namespace'::regclass
    where d.refobjid = (select oid from pg_namespace where nspname = $1) and relkind = 'S' and relname not like 'tenon\\_%'`, [clone.schema])
  if (rows.length === 0) return
  const { rows: there } = await session.query<{ name: string }>('select sequencename as name from pg_sequences where schemaname = $1 and sequencename = any($2::text[])', [live.schema, rows.map(({ name }) => name)])
  await Promise.all(there.map(({ name }) => session.query(`select setval($1::regclass, last_value, is_called) from ${quoteIdentifier(live.schema)}.${quoteIdentifier(name)}`, [`${quoteIdentifier(clone.schema)}.${quoteIdentifier(name)}`])))
}
