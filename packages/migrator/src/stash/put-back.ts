import type { SqlSession } from '@tenon/model'
import { quoteIdentifier, quoteLiteral } from '../quote-identifier.ts'
import { readCatalog } from './read-catalog.ts'
import type { CatalogColumn, CatalogTable } from './read-catalog.ts'
import { keyOf, storedValueOf, valueOf } from './row-expressions.ts'
import { parentsFirst } from './parents-first.ts'
import { withBulkJoins } from './with-bulk-joins.ts'

/** How many values of what, by `table.column` or `table`. */
export type Counts = Readonly<Record<string, number>>

interface Waiting {
  readonly table: string
  readonly kind: 'columns' | 'row'
  readonly ids: readonly string[]
}

/** Not the data's fault: locks, cancellation, resources, connection, SQL that is wrong. Anything else is a rule of the data that says no. */
const trouble = /^(55P03|40|42|57|53|58|08|XX)/

/**
 * Right after a migration ran again: puts back what its down set aside and what still stands. Rows go
 * where their key is free, values into their rows; triggers fire and foreign keys hold. What a rule of
 * the data forbids stays in the stash, and the rest goes in all the same.
 * @returns what was put back
 */
export async function putBack(session: SqlSession, schema: string, dataVersion: number): Promise<Counts> {
  const { rows } = await session.query<Waiting>(`
    select table_name as "table", kind, json_agg(id::text order by id) as ids from tenon_stash
    where data_version = $1 and stands and not superseded group by table_name, kind`, [dataVersion])
  if (rows.length === 0) return {}
  const catalog = await readCatalog(session, schema)
  const order = await parentsFirst(session, schema)
  const puts: Put[] = []
  // Rows before values: a value may belong to a row that returns with it.
  const waiting = rows.toSorted((a, b) => rank(a) - rank(b) || order.indexOf(a.table) - order.indexOf(b.table))
  await withBulkJoins(session, async () => {
    for (const each of waiting) {
      const table = catalog.find(({ name }) => name === each.table)
      if (table) puts.push(...(await putBackAll(session, table, each)))
    }
  })
  await session.query('update tenon_stash set superseded = true where data_version = $1 and stands', [dataVersion])
  return sumOf(puts)
}

function rank({ kind }: Waiting): number {
  return kind === 'row' ? 0 : 1
}

/** All at once; when a rule forbids that, in halves, until the forbidden ones stand alone. */
async function putBackAll(session: SqlSession, table: CatalogTable, { kind, ids }: Pick<Waiting, 'kind' | 'ids'>): Promise<readonly Put[]> {
  await session.query('savepoint tenon_put_back')
  try {
    const put = kind === 'row' ? await insertRows(session, table, ids) : await updateColumns(session, table, ids)
    await session.query('release savepoint tenon_put_back')
    return put
  } catch (error) {
    const { code } = error as { readonly code?: string }
    if (code === undefined || trouble.test(code)) throw error
    await session.query('rollback to savepoint tenon_put_back')
    if (ids.length === 1) return []
    const middle = Math.ceil(ids.length / 2)
    const first = await putBackAll(session, table, { kind, ids: ids.slice(0, middle) })
    return [...first, ...(await putBackAll(session, table, { kind, ids: ids.slice(middle) }))]
  }
}

interface Put {
  readonly what: string
  readonly values: number
}

function sumOf(puts: readonly Put[]): Counts {
  const counts: Record<string, number> = {}
  for (const { what, values } of puts) counts[what] = (counts[what] ?? 0) + values
  return counts
}

async function insertRows(session: SqlSession, table: CatalogTable, ids: readonly string[]): Promise<readonly Put[]> {
  const columns = await columnsKept(session, table, ids)
  const names = columns.map(({ name }) => quoteIdentifier(name)).join(', ')
  const insert = `
    insert into ${quoteIdentifier(table.name)} as t (${names}) overriding system value
    select ${columns.map(storedValueOf).join(', ')} from tenon_stash s where s.id = any($1::bigint[]) order by s.id
    on conflict do nothing`
  const key = keyOf(table)
  const { rows } = key === null
    ? await session.query<Put>(`with put as (${insert} returning 1), gone as (delete from tenon_stash where id = any($1::bigint[]) returning 1)
        select ${quoteLiteral(table.name)} as what, count(*)::int as values from put`, [ids])
    : await session.query<Put>(`with put as (${insert} returning ${key} as key), gone as (delete from tenon_stash s using put where s.id = any($1::bigint[]) and s.key = put.key returning 1)
        select ${quoteLiteral(table.name)} as what, count(*)::int as values from gone having count(*) > 0`, [ids])
  await dropEqualRows(session, table, ids)
  await advanceSequences(session, table)
  return rows
}

/** A row that is there already, equal in every kept column, needs neither putting back nor keeping. */
async function dropEqualRows(session: SqlSession, table: CatalogTable, ids: readonly string[]): Promise<void> {
  const key = keyOf(table)
  if (key === null) return
  const columns = await columnsKept(session, table, ids)
  // None left: all were put back.
  if (columns.length === 0) return
  const equal = columns.map(({ name }) => `s.data ->> ${quoteLiteral(name)} is not distinct from ${valueOf(name)}::text`)
  await session.query(`delete from tenon_stash s using ${quoteIdentifier(table.name)} t where s.id = any($1::bigint[]) and s.key = ${key} and ${equal.join(' and ')}`, [ids])
}

async function updateColumns(session: SqlSession, table: CatalogTable, ids: readonly string[]): Promise<readonly Put[]> {
  const columns = await columnsKept(session, table, ids)
  const key = keyOf(table)
  if (columns.length === 0 || key === null) return []
  const assignments = columns.map((column) => {
    const literal = quoteLiteral(column.name)
    return `${quoteIdentifier(column.name)} = case when s.data ? ${literal} then ${storedValueOf(column)} else ${valueOf(column.name)} end`
  })
  const { rows } = await session.query<Put>(`
    with put as (
      update ${quoteIdentifier(table.name)} t set ${assignments.join(', ')}
      from tenon_stash s where s.id = any($1::bigint[]) and s.key = ${key} returning s.id),
    gone as (delete from tenon_stash where id in (select id from put) returning data)
    select ${quoteLiteral(`${table.name}.`)} || entry.key as what, count(*)::int as values
    from gone, jsonb_each_text(data) as entry where entry.value is not null group by 1`, [ids])
  return rows
}

/** The columns that the entries hold and the table has, in the table's order. */
async function columnsKept(session: SqlSession, table: CatalogTable, ids: readonly string[]): Promise<readonly CatalogColumn[]> {
  const { rows } = await session.query<{ name: string }>('select distinct jsonb_object_keys(data) as name from tenon_stash where id = any($1::bigint[])', [ids])
  const names = new Set(rows.map(({ name }) => name))
  return table.columns.filter(({ name, generated }) => !generated && names.has(name))
}

/** A sequence made anew starts at 1 and would meet the rows put back. */
async function advanceSequences(session: SqlSession, table: CatalogTable): Promise<void> {
  const { rows } = await session.query<{ column: string; sequence: string }>(`
    select name as column, pg_get_serial_sequence($1, name) as sequence from unnest($2::text[]) as name
    where pg_get_serial_sequence($1, name) is not null`, [quoteIdentifier(table.name), table.columns.map(({ name }) => name)])
  for (const { column, sequence } of rows) {
    const highest = `max(${quoteIdentifier(column)})`
    await session.query(`select setval(${quoteLiteral(sequence)}, greatest(${highest}, (select last_value from ${sequence}))) from ${quoteIdentifier(table.name)} having ${highest} is not null`)
  }
}
