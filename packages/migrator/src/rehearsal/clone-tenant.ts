import type { MigrationSource, MigrationTarget, SqlSession } from '@tenon/model'
import { replay } from '../drift/replay.ts'
import { quoteIdentifier } from '../quote-identifier.ts'
import { parentsFirst } from '../stash/parents-first.ts'
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
  const [tables, liveTables, order] = await Promise.all([readCatalog(session, clone.schema), readCatalog(session, live.schema), parentsFirst(session, clone.schema)])
  const counts = await countRows(session, live, liveTables)
  const pairs = tables.toSorted((a, b) => order.indexOf(a.name) - order.indexOf(b.name))
    .flatMap((table) => liveTables.filter(({ name }) => name === table.name).map((source): TablePair => ({ source, table, columns: commonColumns(table, source) })))
  await putOffReferences(session, clone)
  if (maxRows === 0) return { total: counts.total, copied: 0 }
  const copied = counts.total <= maxRows ? await copyAll(session, live, pairs) : await copySample(session, request, { pairs, ...counts })
  await session.query('set constraints all immediate')
  await copySequences(session, live, clone)
  return { total: counts.total, copied }
}

/** A table to fill and the one it is filled from. */
export interface TablePair {
  readonly source: CatalogTable
  readonly table: CatalogTable
  /** Quoted and joined: stored columns that both have. */
  readonly columns: string
}

function commonColumns(table: CatalogTable, source: CatalogTable): string {
  const there = new Set(source.columns.map(({ name }) => name))
  return storedColumns(table).filter(({ name }) => there.has(name)).map(({ name }) => quoteIdentifier(name)).join(', ')
}

/** All tables in one message. The module's own triggers ran when the rows were written first. */
async function copyAll(session: SqlSession, live: MigrationTarget, pairs: readonly TablePair[]): Promise<number> {
  if (pairs.length === 0) return 0
  const results = await Promise.all(pairs.flatMap(({ table, columns }) => {
    const name = quoteIdentifier(table.name)
    return [
      session.query(`alter table ${name} disable trigger user`),
      session.query(`insert into ${name} (${columns}) overriding system value select ${columns} from ${quoteIdentifier(live.schema)}.${name}`),
      session.query(`alter table ${name} enable trigger user`),
    ]
  }))
  return results.reduce((sum, { rowCount }, index) => (index % 3 === 1 ? sum + rowCount : sum), 0)
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
    const name = quoteIdentifier(pair.table.name)
    await session.query(`alter table ${name} disable trigger user`)
    copied += await sampleTable(session, { from: live.schema, into: clone.schema, pair, rows: share, seed })
    await session.query(`alter table ${name} enable trigger user`)
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

/** Tables that refer to each other in a circle can be filled in no order: their references are checked after the last one. */
async function putOffReferences(session: SqlSession, { schema }: MigrationTarget): Promise<void> {
  const { rows } = await session.query<{ statement: string }>(`
    select format('alter table %s alter constraint %I deferrable initially deferred', conrelid::regclass, conname) as statement
    from pg_constraint k where contype = 'f' and not condeferrable and conparentid = 0 and connamespace = (select oid from pg_namespace where nspname = $1)
      and exists (select from pg_constraint back where back.contype = 'f' and back.conrelid = k.confrelid and back.confrelid <> back.conrelid and back.connamespace = k.connamespace)`, [schema])
  if (rows.length === 0) return
  await session.query(rows.map(({ statement }) => statement).join('; '))
  await session.query('set constraints all deferred')
}

async function copySequences(session: SqlSession, live: MigrationTarget, clone: MigrationTarget): Promise<void> {
  const { rows } = await session.query<{ name: string }>(`
    select relname as name from pg_class c join pg_depend d on d.objid = c.oid and d.classid = 'pg_class'::regclass and d.refclassid = 'pg_namespace'::regclass
    where d.refobjid = (select oid from pg_namespace where nspname = $1) and relkind = 'S' and relname not like 'tenon\\_%'`, [clone.schema])
  if (rows.length === 0) return
  const { rows: there } = await session.query<{ name: string }>('select sequencename as name from pg_sequences where schemaname = $1 and sequencename = any($2::text[])', [live.schema, rows.map(({ name }) => name)])
  await Promise.all(there.map(({ name }) => session.query(`select setval($1::regclass, last_value, is_called) from ${quoteIdentifier(live.schema)}.${quoteIdentifier(name)}`, [`${quoteIdentifier(clone.schema)}.${quoteIdentifier(name)}`])))
}
