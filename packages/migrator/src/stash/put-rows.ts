import type { SqlSession } from '@tenon/model'
import { quoteIdentifier, quoteLiteral } from '../quote-identifier.ts'
import { storedColumns } from './find-losses.ts'
import type { PutContext, Waiting } from './put-back.ts'
import type { CatalogColumn, CatalogTable } from './read-catalog.ts'
import { keyBy, placeBy, storedValueOf, valueOf } from './row-expressions.ts'

/** How much of what went in. */
export interface Put {
  /** `table.column`, or `table` for whole rows. */
  readonly what: string
  readonly values: number
}

/** What went in, and the ids of the entries that still wait. */
export interface PutRows {
  readonly puts: readonly Put[]
  readonly refused: readonly string[]
}

/** Puts some entries of one table back with one statement each, and takes them out of the stash. Rejects when a rule of the data forbids any of them. */
export async function putRows(context: PutContext, table: CatalogTable, waiting: Waiting): Promise<PutRows> {
  const { session } = context
  const puts = waiting.kind === 'row' ? await returnRows(session, table, waiting)
    : waiting.kind === 'columns' ? await updateColumns(session, table, waiting)
    : await removeRows(context, table, waiting)
  const { rows } = await session.query<{ id: string }>('select id::text from tenon_stash where id = any($1::bigint[])', [waiting.ids])
  return { puts, refused: rows.map(({ id }) => id) }
}

async function returnRows(session: SqlSession, table: CatalogTable, { ids, key }: Waiting): Promise<readonly Put[]> {
  const columns = await columnsKept(session, table, ids)
  const names = columns.map(({ name }) => quoteIdentifier(name)).join(', ')
  const insert = `
    insert into ${quoteIdentifier(table.name)} as t (${names}) overriding system value
    select ${columns.map(storedValueOf).join(', ')} from tenon_stash s where s.id = any($1::bigint[]) order by s.id
    on conflict do nothing`
  const what = quoteLiteral(table.name)
  const { rows } = key === null
    ? await session.query<Put>(`with put as (${insert} returning 1), gone as (delete from tenon_stash where id = any($1::bigint[]) returning 1)
        select ${what} as what, count(*)::int as values from put`, [ids])
    : await session.query<Put>(`with put as (${insert} returning ${keyBy(key)} as key), gone as (delete from tenon_stash s using put where s.id = any($1::bigint[]) and s.key = put.key returning 1)
        select ${what} as what, count(*)::int as values from gone having count(*) > 0`, [ids])
  if (key !== null) await dropEqualRows(session, table, { ids, key, columns })
  const replaced = key === null ? [] : await replaceRows(session, table, { ids, key, columns })
  await advanceSequences(session, table)
  return [...rows, ...replaced]
}

interface KeyedRows {
  readonly ids: readonly string[]
  readonly key: readonly string[]
  readonly columns: readonly CatalogColumn[]
}

/** A row that is there already, equal in every kept column, needs neither putting back nor keeping. */
async function dropEqualRows(session: SqlSession, table: CatalogTable, { ids, key, columns }: KeyedRows): Promise<void> {
  const equal = columns.map(({ name }) => `s.data ->> ${quoteLiteral(name)} is not distinct from ${valueOf(name)}::text`)
  await session.query(`delete from tenon_stash s using ${quoteIdentifier(table.name)} t where s.id = any($1::bigint[]) and s.key = ${keyBy(key)} and ${equal.join(' and ')}`, [ids])
}

/** A row that the migration made itself, just as it made it at the roll back, gives way to what the newer version had made of it. */
async function replaceRows(session: SqlSession, table: CatalogTable, { ids, key, columns }: KeyedRows): Promise<readonly Put[]> {
  const rest = columns.filter(({ name }) => !key.includes(name))
  if (rest.length === 0) return []
  const { rows } = await session.query<Put>(`
    with put as (
      update ${quoteIdentifier(table.name)} t set ${rest.map((column) => `${quoteIdentifier(column.name)} = ${storedValueOf(column)}`).join(', ')}
      from tenon_stash s where s.id = any($1::bigint[]) and s.made is not null and s.key = ${keyBy(key)} returning s.id),
    gone as (delete from tenon_stash where id in (select id from put) returning 1)
    select ${quoteLiteral(table.name)} as what, count(*)::int as values from gone having count(*) > 0`, [ids])
  return rows
}

async function updateColumns(session: SqlSession, table: CatalogTable, { ids, key, placed }: Waiting): Promise<readonly Put[]> {
  const columns = await columnsKept(session, table, ids)
  if (columns.length === 0 || key === null) return []
  const assignments = columns.map((column) => {
    const literal = quoteLiteral(column.name)
    return `${quoteIdentifier(column.name)} = case when s.data ? ${literal} then ${storedValueOf(column)} else ${valueOf(column.name)} end`
  })
  const others = storedColumns(table).filter((column) => !key.includes(column.name) && !columns.includes(column))
  const places = `(select t.tableoid as part, t.ctid as spot, ${keyBy(key)} as key, ${placeBy(key, others)} as place from ${quoteIdentifier(table.name)} t) p`
  const mine = placed ? `, ${places} where s.key = p.key and s.place = p.place and t.tableoid = p.part and t.ctid = p.spot` : ` where s.key = ${keyBy(key)}`
  const { rows } = await session.query<Put>(`
    with put as (
      update ${quoteIdentifier(table.name)} t set ${assignments.join(', ')}
      from tenon_stash s${mine} and s.id = any($1::bigint[]) returning s.id),
    gone as (delete from tenon_stash where id in (select id from put) returning data)
    select ${quoteLiteral(`${table.name}.`)} || entry.key as what, count(*)::int as values
    from gone, jsonb_each_text(data) as entry where entry.value is not null group by 1`, [ids])
  await advanceSequences(session, table)
  return rows
}

/** Rows that the newer version had deleted and a migration made again. One that others refer to stays, whatever its foreign keys would do. */
async function removeRows({ session, references }: PutContext, table: CatalogTable, { ids, key }: Waiting): Promise<readonly Put[]> {
  if (key === null) return []
  const referring = references.filter(({ parent }) => parent === table.name).map(({ child, childColumns, parentColumns }) =>
    `and not exists (select from ${quoteIdentifier(child)} c where (${childColumns.map((name) => `c.${quoteIdentifier(name)}`).join(', ')}) = (${parentColumns.map(valueOf).join(', ')}))`)
  await session.query(`
    delete from ${quoteIdentifier(table.name)} t using tenon_stash s where s.id = any($1::bigint[]) and s.key = ${keyBy(key)} ${referring.join(' ')}`, [ids])
  await session.query(`
    delete from tenon_stash s where s.id = any($1::bigint[]) and not exists (select from ${quoteIdentifier(table.name)} t where s.key = ${keyBy(key)})`, [ids])
  return []
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
