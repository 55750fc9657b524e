import type { SqlSession } from '@tenon/model'
import { putCountersBack } from './keep-counters.ts'
import { findCircles } from './find-circles.ts'
import { readReferences, sortParentsFirst } from './parents-first.ts'
import type { Reference } from './parents-first.ts'
import { putCircle } from './put-circle.ts'
import type { Put } from './put-rows.ts'
import { putSome } from './put-some.ts'
import type { Outcome } from './put-some.ts'
import { readCatalog } from './read-catalog.ts'
import type { CatalogTable } from './read-catalog.ts'
import { withBulkJoins } from './with-bulk-joins.ts'
import { withQuietTables } from './with-quiet-tables.ts'

/** How many values of what, by `table.column` or `table`. */
export type Counts = Readonly<Record<string, number>>

/** Stash entries of one kind for one table, told apart by the same columns. */
export interface Waiting {
  readonly table: string
  readonly kind: 'columns' | 'row' | 'gone'
  readonly key: readonly string[] | null
  /** Whether a place tells apart those that are equal in the key. */
  readonly placed: boolean
  readonly ids: readonly string[]
}

/**
 * Right after a migration ran again: puts back what its down set aside and what still stands. Rows go where
 * their key is free, or where the migration made the same row as at the roll back; values into their rows; rows
 * that the newer version had deleted go again. Foreign keys and constraints hold; the module's triggers do not
 * fire, for they saw these values when they were first written. What a rule of the data forbids stays in the
 * stash, and the rest goes in all the same.
 * @returns what was put back
 */
export async function putBack(session: SqlSession, schema: string, dataVersion: number): Promise<Counts> {
  await putCountersBack(session, schema, dataVersion)
  const { rows } = await session.query<Waiting>(`
    select table_name as "table", kind, key_columns as key, place is not null as placed, json_agg(id::text order by id) as ids from tenon_stash s
    where data_version = $1 and stands and not superseded and kind in ('columns', 'row', 'gone') and not ${followsSuperseded} group by table_name, kind, key_columns, place is not null`, [dataVersion])
  if (rows.length === 0) return {}
  const catalog = await readCatalog(session, schema)
  const references = await readReferences(session, schema)
  const tables = catalog.filter(({ name }) => rows.some(({ table }) => table === name))
  const puts = await withQuietTables(session, { schema, tables, rows }, () => withBulkJoins(session, () => putAll({ session, schema, catalog, references }, rows)))
  await session.query(`update tenon_stash set superseded = true where data_version = $1 and stands and kind <> 'counter'`, [dataVersion])
  return sumOf(puts)
}

/** Values of a table that went as a whole, in a row that gave way: another row may stand under its key now. */
const followsSuperseded = `(kind = 'columns' and basis_table is null and exists (
      select from tenon_stash r where r.kind = 'row' and r.superseded and r.relation = s.relation and r.key = s.key))`

/** What putting back works with. */
export interface PutContext {
  readonly session: SqlSession
  readonly schema: string
  readonly catalog: readonly CatalogTable[]
  readonly references: readonly Reference[]
}

/** What goes in together. */
interface Unit {
  readonly entries: readonly Waiting[]
  /** The references of the circle that its tables make; none of a table that is in no circle. */
  readonly references: readonly Reference[]
}

/** Again and again while something goes in: one value may wait for another to leave its place. */
async function putAll(context: PutContext, rows: readonly Waiting[]): Promise<readonly Put[]> {
  const puts: Put[] = []
  let waiting = unitsOf(rows, context.references)
  for (let left = Number.POSITIVE_INFINITY; sizeOf(waiting) > 0 && sizeOf(waiting) < left;) {
    left = sizeOf(waiting)
    const refused = new Set<string>()
    for (const unit of waiting) {
      const outcome = await putUnit(context, unit)
      puts.push(...outcome.puts)
      for (const id of outcome.refused) refused.add(id)
    }
    waiting = waiting.map((unit) => ({ ...unit, entries: unit.entries.map((each) => ({ ...each, ids: each.ids.filter((id) => refused.has(id)) })).filter(({ ids }) => ids.length > 0) }))
      .filter(({ entries }) => entries.length > 0)
  }
  return puts
}

async function putUnit(context: PutContext, { entries, references }: Unit): Promise<Outcome> {
  const [only] = entries
  return references.length > 0 || only === undefined ? putCircle(context, { entries, references }) : putSome(context, only)
}

/** In order, what belongs to one circle together where the first of it would stand. */
function unitsOf(rows: readonly Waiting[], references: readonly Reference[]): readonly Unit[] {
  const circles = findCircles(references)
  const circleOf = (name: string) => circles.findIndex((circle) => circle.includes(name))
  const sorted = inOrder(rows, sortParentsFirst(references.filter(({ child, parent }) => child !== parent)), (name) => circles[circleOf(name)] ?? [name])
  // Values alone go into rows that are there: whatever they refer to is there as well, or comes before them.
  const returning = new Set(rows.filter(({ kind }) => kind === 'row').map(({ table }) => circleOf(table)))
  const together = Map.groupBy(sorted, ({ table, kind }, index) => (kind === 'gone' || circleOf(table) === -1 || !returning.has(circleOf(table)) ? `alone ${index}` : `circle ${circleOf(table)}`))
  return [...together].map(([how, entries]) => {
    const circle = how.startsWith('circle') ? (circles[circleOf(entries[0]?.table ?? '')] ?? []) : []
    return { entries, references: references.filter(({ child, parent }) => circle.includes(child) && circle.includes(parent)) }
  })
}

/** Rows before values: a value may belong to a row that returns with it. What is to go again comes last, referring rows first. A circle stands behind all that its tables refer to. */
function inOrder(rows: readonly Waiting[], parentsFirst: readonly string[], circleOf: (name: string) => readonly string[]): readonly Waiting[] {
  const rank = { row: 0, columns: 1, gone: 2 }
  const depth = ({ table, kind }: Waiting) => (kind === 'gone' ? -1 : 1) * Math.max(...circleOf(table).map((name) => parentsFirst.indexOf(name)))
  return rows.toSorted((a, b) => rank[a.kind] - rank[b.kind] || depth(a) - depth(b))
}

function sizeOf(waiting: readonly Unit[]): number {
  return waiting.reduce((sum, { entries }) => sum + entries.reduce((size, { ids }) => size + ids.length, 0), 0)
}

function sumOf(puts: readonly Put[]): Counts {
  const counts: Record<string, number> = {}
  for (const { what, values } of puts) counts[what] = (counts[what] ?? 0) + values
  return counts
}
