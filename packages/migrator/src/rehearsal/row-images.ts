import type { MigrationTarget, SqlSession } from '@tenon/model'
import { quoteIdentifier, quoteLiteral } from '../quote-identifier.ts'
import type { CatalogColumn, CatalogTable } from '../stash/read-catalog.ts'

/** The rows of some tables at one moment. */
export interface RowImages {
  /** As they were then. */
  readonly tables: readonly CatalogTable[]
  /** Where the rows of one of them are, as SQL takes it. */
  readonly placeOf: (table: CatalogTable) => string
}

/** What became of the rows of one image. */
export interface LostRows {
  readonly table: string
  /** Rows that are not there any more. */
  readonly rows: number
  /** Values that are gone or different, by column. */
  readonly columns: Readonly<Record<string, number>>
  /** Keys of some of these rows, without the tenant. */
  readonly keys: readonly string[]
}

/** Rows that were written in between: the table that holds their keys; null when there are none. */
export type TouchedRows = { readonly schema: string } | null

/** What explains a difference when rows were written in between. */
export interface Excuses {
  readonly touched: TouchedRows
  /** The tables as those who wrote saw them: in a row that they wrote, these columns may be anything. */
  readonly older: readonly CatalogTable[]
  /** Columns, as `relation.name`, that are computed from rows which may have been written. */
  readonly computed: ReadonlySet<string>
}

/** Types made by users, the module's own among them, begin here: an image that held one would keep a down from dropping it. */
const firstUserType = 16_384

/** Types that know no equality: compared as text. */
const withoutEquality = /^(json|xml|point|polygon|box|lseg|path|circle|line|tsquery|txid_snapshot|pg_snapshot)\b|\[\]$/

/** Copies tables as they are into a schema of its own: the plainest copy there is. */
export async function takeImages(session: SqlSession, clone: MigrationTarget, { schema, tables }: { readonly schema: string; readonly tables: readonly CatalogTable[] }): Promise<RowImages> {
  const from = quoteIdentifier(clone.schema)
  const placeOf = ({ relation }: CatalogTable) => `${quoteIdentifier(schema)}.${quoteIdentifier(`i_${relation}`)}`
  await session.query([`create schema ${quoteIdentifier(schema)}`, ...tables.map((table) => `create table ${placeOf(table)} as select ${table.columns.map(imageColumn).join(', ')} from ${from}.${quoteIdentifier(table.name)}`)].join('; '))
  return { tables, placeOf }
}

/** The tables that a whole copy was made from are its image. */
export function liveImages(schema: string, tables: readonly CatalogTable[]): RowImages {
  return { tables, placeOf: ({ name }) => `${quoteIdentifier(schema)}.${quoteIdentifier(name)}` }
}

/** Only some of the tables: those that may have lost something. */
export function imagesOf({ tables, placeOf }: RowImages, some: ReadonlySet<string>): RowImages {
  return { tables: tables.filter(({ relation }) => some.has(relation)), placeOf }
}

/**
 * Compares the tables of the clone with an image of the same data version. Without a key, rows are compared whole and
 * as often as they occur.
 * @param excuses - null: nothing explains a difference. Else what was written in between does, and a row or value that the stash
 * holds as superseded is not lost: it was given up for something newer, and is kept
 */
export async function compareWithImages(session: SqlSession, images: RowImages, { now, excuses }: { readonly now: readonly CatalogTable[]; readonly excuses: Excuses | null }): Promise<readonly LostRows[]> {
  const compared = await Promise.all(images.tables.map(async (before): Promise<LostRows | null> => {
    const table = now.find(({ relation }) => relation === before.relation) ?? now.find(({ name }) => name === before.name)
    if (table === undefined) return wholeTable(session, images, before)
    const comparison = { image: images.placeOf(before), before, table }
    if (before.key === null || !sameKey(before, table)) return compareWhole(session, comparison)
    const strict = await compareByKey(session, comparison, { touched: null, kept: null, older: [], computed: [] })
    return excuses === null || !isLost(strict) ? strict : compareByKey(session, comparison, await excusesFor(session, before, excuses))
  }))
  return compared.filter((lost): lost is LostRows => lost !== null && isLost(lost))
}

function isLost({ rows, columns }: LostRows): boolean {
  return rows > 0 || Object.keys(columns).length > 0
}

interface Comparison {
  readonly image: string
  readonly before: CatalogTable
  readonly table: CatalogTable
}

/** What explains differences in one table. */
interface TableExcuses {
  /** The relation that holds the keys of rows that were written. */
  readonly touched: string | null
  /** A condition on stash entries `s` and row `i` of the image: the entry is of this row. */
  readonly kept: string | null
  /** Columns that those who wrote could see. */
  readonly older: readonly string[]
  /** Columns that may be anything in any row. */
  readonly computed: readonly string[]
}

async function excusesFor(session: SqlSession, before: CatalogTable, { touched, older, computed }: Excuses): Promise<TableExcuses> {
  const seen = older.find(({ relation }) => relation === before.relation)?.columns ?? []
  return {
    touched: touched === null ? null : `${quoteIdentifier(touched.schema)}.touched`,
    kept: await entriesOfRow(session, before),
    older: before.columns.filter((column) => column.generated || seen.some(({ number, typeKey }) => number === column.number && typeKey === column.typeKey)).map(({ name }) => name),
    computed: before.columns.filter(({ name }) => computed.has(`${before.relation}.${name}`)).map(({ name }) => name),
  }
}

/** By the columns that the stash tells rows apart by, which may be others than the key's. */
async function entriesOfRow(session: SqlSession, { relation, columns }: CatalogTable): Promise<string | null> {
  const superseded = `superseded and kind in ('row', 'columns') and relation = ${relation}`
  // Few of many entries: without it each lost row would walk through the whole stash.
  await session.query('create index if not exists tenon_stash_superseded on tenon_stash (relation, key) where superseded')
  const { rows } = await session.query<{ key: readonly number[] }>(`select distinct key_numbers as key from tenon_stash where ${superseded} and key_numbers is not null`)
  const keys = rows.flatMap(({ key }) => {
    const names = key.map((number) => columns.find((column) => column.number === number)?.name)
    return names.every((name) => name !== undefined) ? [`(s.key_numbers = '{${key.join(',')}}' and s.key = jsonb_build_array(${names.map((name) => `i.${quoteIdentifier(name)}::text`).join(', ')}))`] : []
  })
  return keys.length === 0 ? null : `${superseded} and (${keys.join(' or ')})`
}

async function wholeTable(session: SqlSession, { placeOf }: RowImages, table: CatalogTable): Promise<LostRows> {
  const { rows } = await session.query<{ rows: number }>(`select count(*)::int as rows from ${placeOf(table)}`)
  return { table: table.name, rows: rows[0]?.rows ?? 0, columns: {}, keys: [] }
}

async function compareByKey(session: SqlSession, { image, before, table }: Comparison, { touched, kept, older, computed }: TableExcuses): Promise<LostRows> {
  const keys = keyNames(before)
  const others = before.columns.filter(({ name }) => !keys.includes(name) && !computed.includes(name))
  const there = new Map(table.columns.map((column) => [column.name, column]))
  const written = touched === null ? 'false' : 'w.key is not null'
  const missing = `t.${quoteIdentifier(keys[0] ?? '')} is null`
  const gone = `(${missing} and not ${written}${keptElsewhere(kept, `s.kind = 'row'`, before.columns)})`
  const differs = others.map((column) => `(not (${missing}) and ${differenceOf(column, there.get(column.name))}${older.includes(column.name) ? ` and not ${written}` : ''}${keptElsewhere(kept, 'true', column.generated ? [] : [column])})`)
  const anything = [gone, ...differs].join(' or ')
  const shown = keys.filter((name) => name !== 'tenant_id' || keys.length === 1).map((name) => `i.${quoteIdentifier(name)}::text`)
  const writes = touched === null ? '' : `left join ${touched} w on w.relation = ${table.relation} and w.key = ${keyText('i', keys)}`
  const { rows } = await session.query<{ lost: number; counts: readonly number[]; keys: readonly string[] | null }>(`
    select count(*) filter (where ${gone})::int as lost, array[${differs.map((each) => `count(*) filter (where ${each})`).join(', ')}]::int[] as counts,
      (array_agg(concat_ws('/', ${shown.join(', ')})) filter (where ${anything}))[1:5] as keys
    from ${image} i left join ${quoteIdentifier(table.name)} t on ${keys.map((name) => keyEqual(name, there.get(name))).join(' and ')} ${writes}`)
  const counts = rows[0]?.counts ?? []
  const columns = Object.fromEntries(others.flatMap(({ name }, index) => ((counts[index] ?? 0) > 0 ? [[name, counts[index] ?? 0]] : [])))
  return { table: before.name, rows: rows[0]?.lost ?? 0, columns, keys: rows[0]?.keys ?? [] }
}

/** Unless the stash holds what is missing, value for value. What the server computes no stash holds, nor needs to. */
function keptElsewhere(kept: string | null, kind: string, columns: readonly CatalogColumn[]): string {
  if (kept === null) return ''
  const values = columns.filter(({ generated }) => !generated).map(({ name }) => `s.data @> jsonb_build_object(${quoteLiteral(name)}, i.${quoteIdentifier(name)}::text)`)
  return ` and not exists (select from tenon_stash s where ${[kept, kind, ...values].join(' and ')})`
}

/** A column that is gone loses what it held; a generated one only what its sources hold. */
function differenceOf({ name }: CatalogColumn, now: CatalogColumn | undefined): string {
  const column = quoteIdentifier(name)
  if (now === undefined) return `i.${column} is not null`
  return withoutEquality.test(now.type) || isUserType(now) ? `i.${column}::text is distinct from t.${column}::text` : `i.${column} is distinct from t.${column}`
}

/** Columns by name, so that their order is no matter; values as text. */
async function compareWhole(session: SqlSession, { image, before, table }: Comparison): Promise<LostRows> {
  const there = new Set(table.columns.map(({ name }) => name))
  const [kept, gone] = [before.columns.filter(({ name }) => there.has(name)), before.columns.filter(({ name }) => !there.has(name))]
  const list = kept.map(({ name }) => `${quoteIdentifier(name)}::text`).join(', ') || '1'
  const counts = gone.map(({ name }) => `count(${quoteIdentifier(name)})`)
  const { rows } = await session.query<{ lost: number; counts: readonly number[] }>(`
    select (select count(*)::int from (select ${list} from ${image} except all select ${list} from ${quoteIdentifier(table.name)}) as lost) as lost,
      array[${counts.join(', ')}]::int[] as counts from ${image}`)
  const columns = Object.fromEntries(gone.flatMap(({ name }, index) => ((rows[0]?.counts[index] ?? 0) > 0 ? [[name, rows[0]?.counts[index] ?? 0]] : [])))
  return { table: before.name, rows: rows[0]?.lost ?? 0, columns, keys: [] }
}

/** The row that tells which rows were written after it: transaction ids only grow. */
export async function markMoment(session: SqlSession, schema: string): Promise<string> {
  await session.query(`savepoint tenon_moment; create table if not exists ${quoteIdentifier(schema)}.moment (at int)`)
  const { rows } = await session.query<{ xmin: string }>(`insert into ${quoteIdentifier(schema)}.moment values (1) returning xmin::text as xmin`)
  await session.query('release savepoint tenon_moment; savepoint tenon_writes')
  return rows[0]?.xmin ?? '0'
}

/** Keeps the keys of all rows that were written since a moment, whoever wrote them: a statement, a trigger, a cascade. */
export async function keepTouched(session: SqlSession, tables: readonly CatalogTable[], { schema, since }: { readonly schema: string; readonly since: string }): Promise<TouchedRows> {
  const found = tables.filter(({ key }) => key !== null).map((table) => `select ${table.relation}::oid as relation, ${keyText('t', keyNames(table))} as key from ${quoteIdentifier(table.name)} t where xmin::text::bigint > ${quoteLiteral(since)}::bigint`)
  await session.query('release savepoint tenon_writes')
  if (found.length === 0) return null
  await session.query(`create table ${quoteIdentifier(schema)}.touched as ${found.join(' union all ')}`)
  return { schema }
}

function keyText(row: string, names: readonly string[]): string {
  return `array[${names.map((name) => `${row}.${quoteIdentifier(name)}::text`).join(', ')}]`
}

function imageColumn(column: CatalogColumn): string {
  const name = quoteIdentifier(column.name)
  return isUserType(column) ? `${name}::text as ${name}` : name
}

function isUserType({ typeKey }: CatalogColumn): boolean {
  return Number(typeKey.split(':', 1)[0]) >= firstUserType
}

function keyNames({ key, columns }: CatalogTable): readonly string[] {
  return (key ?? []).map((number) => columns.find((column) => column.number === number)?.name ?? '')
}

function sameKey(before: CatalogTable, now: CatalogTable): boolean {
  return keyNames(before).every((name) => now.columns.some((column) => column.name === name))
}

/** An image holds the module's own types as text, and those of another schema are other types. */
function keyEqual(name: string, now: CatalogColumn | undefined): string {
  const column = quoteIdentifier(name)
  return now !== undefined && isUserType(now) ? `t.${column}::text = i.${column}::text` : `t.${column} = i.${column}`
}
