import type { MigrationTarget, SqlSession } from '@tenon/model'
import { quoteIdentifier, quoteLiteral } from '../quote-identifier.ts'
import { readReferences, sortParentsFirst } from '../stash/parents-first.ts'
import { randomValue } from './random-values.ts'
import type { Random } from './random-values.ts'
import { readWritableTables } from './read-columns.ts'
import type { WritableColumn, WritableTable } from './read-columns.ts'

/** Who writes, and how much. */
export interface WriteRequest {
  readonly clone: MigrationTarget
  /** New rows, and changed rows, of each table. */
  readonly writes: number
  readonly random: Random
  /** Tables that are left as they are. Default: none. */
  readonly except?: readonly string[]
  /** `listed`: where a check lists the values of a column, one of them, so that more rows get in. Default `any`. */
  readonly values?: 'any' | 'listed'
  /** The rows to change: the first of each table by its key, or half of them from its end, for whoever writes second. Default `start`. */
  readonly from?: 'start' | 'both ends'
}

type Values = Readonly<Record<string, string | null>>

/**
 * Writes to every table as its users might: new rows, half of them like those that are there, half at
 * random, and changes to rows that are there. Parents come first and are referred to. What a rule of the
 * data forbids is left out; the rest is written.
 * @returns rows written
 */
export async function writeRows(session: SqlSession, request: WriteRequest): Promise<number> {
  const { clone, except = [], values = 'any' } = request
  const [tables, order] = [await readWritableTables(session, clone), sortParentsFirst(await readReferences(session, clone.schema))]
  const wanted = tables.filter(({ name }) => !except.includes(name)).map((table) => (values === 'listed' ? withListed(table) : table))
  const sorted = wanted.toSorted((a, b) => order.indexOf(a.name) - order.indexOf(b.name))
  return writeTables(session, sorted, request)
}

function withListed(table: WritableTable): WritableTable {
  return { ...table, columns: table.columns.map((column) => ({ ...column, labels: column.labels ?? column.listed })) }
}

/** Tables whose parents are empty wait until those have rows. */
async function writeTables(session: SqlSession, tables: readonly WritableTable[], request: WriteRequest): Promise<number> {
  const { clone, writes, random } = request
  const known = await Promise.all(tables.map((table) => readKnown(session, table, request)))
  const waiting = tables.filter((table, place) => table.references.some(({ columns }, each) => known[place]?.parents[each]?.length === 0 && columns.some((name) => isRequired(table, name))))
  const batches = tables.flatMap((table, place): readonly Batch[] => {
    const there = known[place] ?? { rows: [], parents: [] }
    const changes = there.rows.flatMap((row) => changeOf(table, row, random))
    const rows = Array.from({ length: writes }, (_, index) => rowOf(table, { clone, known: there, index, random })).filter((row) => row !== null)
    return [{ statement: updateOf(table), rows: changes }, { statement: insertInto(table), rows }].filter((batch) => batch.rows.length > 0)
  })
  const written = await writeAll(session, batches)
  return written === 0 || waiting.length === 0 || waiting.length === tables.length ? written : written + (await writeTables(session, waiting, request))
}

function isRequired({ columns }: WritableTable, name: string): boolean {
  return columns.find((column) => column.name === name)?.nullable === false
}

/** Rows for one statement. */
interface Batch {
  readonly statement: string
  readonly rows: readonly Values[]
}

/** Everything in one go; when a rule of the data forbids a part of it, table by table. */
async function writeAll(session: SqlSession, batches: readonly Batch[]): Promise<number> {
  await session.query('savepoint tenon_writes_all')
  const done = await Promise.allSettled(batches.map(({ statement, rows }) => session.query(statement, [JSON.stringify(rows)])))
  if (done.every(({ status }) => status === 'fulfilled')) return done.reduce((sum, each) => sum + (each.status === 'fulfilled' ? each.value.rowCount : 0), 0)
  await session.query('rollback to savepoint tenon_writes_all')
  let written = 0
  for (const { statement, rows } of batches) written += await writeSome(session, statement, rows)
  return written
}

/** Rows of the table itself and keys of those it refers to. */
interface Known {
  readonly rows: readonly Values[]
  readonly parents: readonly (readonly Values[])[]
}

async function readKnown(session: SqlSession, { name, key, columns, references }: WritableTable, { writes: some, from }: WriteRequest): Promise<Known> {
  const own = { table: name, columns: columns.map((column) => column.name) }
  const last = from === 'both ends' && key.length > 0 ? Math.floor(some / 2) : 0
  const [start, end, ...parents] = await Promise.all([
    readSome(session, some - last, { ...own, order: key.map(quoteIdentifier) }),
    last === 0 ? [] : readSome(session, last, { ...own, order: key.map((each) => `${quoteIdentifier(each)} desc`) }),
    ...references.map(({ parent, parentColumns }) => readSome(session, some, { table: parent, columns: parentColumns })),
  ])
  const met = new Set(start.map((row) => JSON.stringify(row)))
  return { rows: [...start, ...end.filter((row) => !met.has(JSON.stringify(row)))], parents }
}

interface SomeRows {
  readonly table: string
  readonly columns: readonly string[]
  /** Without: as the rows lie in the clone, which is the same each time. */
  readonly order?: readonly string[]
}

async function readSome(session: SqlSession, some: number, { table, columns, order = [] }: SomeRows): Promise<readonly Values[]> {
  if (columns.length === 0) return []
  const pairs = columns.map((column) => `jsonb_build_object(${quoteLiteral(column)}, t.${quoteIdentifier(column)}::text)`).join(' || ')
  const { rows } = await session.query<{ row: Values }>(`select ${pairs} as row from ${quoteIdentifier(table)} t ${order.length === 0 ? '' : `order by ${order.join(', ')}`} limit ${some}`)
  return rows.map(({ row }) => row)
}

interface RowParts {
  readonly clone: MigrationTarget
  readonly known: Known
  readonly index: number
  readonly random: Random
}

/** One new row; null when it would have to refer to a row and there is none. */
function rowOf(table: WritableTable, { clone, known, index, random }: RowParts): Values | null {
  const pattern = index % 2 === 0 ? undefined : known.rows[Math.floor(random() * known.rows.length)]
  const row: Record<string, string | null> = {}
  for (const column of table.columns) if (!column.made) row[column.name] = valueFor(column, pattern, random)
  for (const [place, { columns, parentColumns }] of table.references.entries()) {
    const parents = known.parents[place] ?? []
    const parent = parents[Math.floor(random() * parents.length)]
    if (parent === undefined && columns.some((name) => isRequired(table, name))) return null
    columns.forEach((name, each) => { row[name] = parent?.[parentColumns[each] ?? ''] ?? null })
  }
  if ('tenant_id' in row) row['tenant_id'] = clone.tenantId
  return row
}

function valueFor(column: WritableColumn, pattern: Values | undefined, random: Random): string | null {
  if (pattern !== undefined && !column.unique) return pattern[column.name] ?? null
  return column.nullable && random() < 0.1 ? null : (randomValue(column, random) ?? pattern?.[column.name] ?? null)
}

/** One or two values of a row changed; never its key, nor what it refers to. */
function changeOf({ key, columns, references }: WritableTable, row: Values, random: Random): readonly Values[] {
  const fixed = new Set([...key, 'tenant_id', ...references.flatMap((reference) => reference.columns)])
  const free = columns.filter((column) => !column.made && !column.unique && !fixed.has(column.name))
  if (free.length === 0 || key.length === 0) return []
  // New columns stand last, and are what a roll back has to keep.
  const chosen = [free.at(-1), free[Math.floor(random() * free.length)]].filter((column) => column !== undefined)
  const values = Object.fromEntries(chosen.map((column) => [column.name, randomValue(column, random) ?? row[column.name] ?? null]))
  return [{ ...Object.fromEntries(key.map((name) => [name, row[name] ?? null])), ...values }]
}

function insertInto({ name, columns }: WritableTable): string {
  const written = columns.filter(({ made }) => !made)
  return `insert into ${quoteIdentifier(name)} (${written.map((column) => quoteIdentifier(column.name)).join(', ')})
    select ${written.map((column) => `(e ->> ${quoteLiteral(column.name)})::${column.type}`).join(', ')} from jsonb_array_elements($1::jsonb) as e on conflict do nothing`
}

function updateOf({ name, key, columns }: WritableTable): string {
  const written = columns.filter((column) => !column.made && !key.includes(column.name))
  const sets = written.map((column) => `${quoteIdentifier(column.name)} = case when e ? ${quoteLiteral(column.name)} then (e ->> ${quoteLiteral(column.name)})::${column.type} else t.${quoteIdentifier(column.name)} end`)
  return `update ${quoteIdentifier(name)} t set ${sets.join(', ')} from jsonb_array_elements($1::jsonb) as e where ${key.map((each) => `t.${quoteIdentifier(each)}::text = e ->> ${quoteLiteral(each)}`).join(' and ')}`
}

/** All at once; what fails is tried in halves, until the forbidden rows stand alone and are left out. */
async function writeSome(session: SqlSession, statement: string, rows: readonly Values[]): Promise<number> {
  if (rows.length === 0) return 0
  const [, done] = await Promise.allSettled([session.query('savepoint tenon_write'), session.query(statement, [JSON.stringify(rows)]), session.query('release savepoint tenon_write')])
  if (done.status === 'fulfilled') return done.value.rowCount
  await session.query('rollback to savepoint tenon_write; release savepoint tenon_write')
  if (rows.length === 1) return 0
  const middle = Math.ceil(rows.length / 2)
  return (await writeSome(session, statement, rows.slice(0, middle))) + (await writeSome(session, statement, rows.slice(middle)))
}
