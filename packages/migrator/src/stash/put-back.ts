import type { SqlSession } from '@tenon/model'
import { putCountersBack } from './keep-counters.ts'
import { readReferences, sortParentsFirst } from './parents-first.ts'
import type { Reference } from './parents-first.ts'
import { putRows } from './put-rows.ts'
import type { Put } from './put-rows.ts'
import { readCatalog } from './read-catalog.ts'
import type { CatalogTable } from './read-catalog.ts'
import { renewEnums } from './renew-enums.ts'
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

/** Not the data's fault: locks, cancellation, resources, connection, SQL that is wrong. Anything else is a rule of the data that says no. */
const trouble = /^(55P03|40|42|57|53|58|08|XX)/

/** A value of an enum that this very transaction added. */
const unusedEnumValue = '55P04'

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
    select table_name as "table", kind, key_columns as key, place is not null as placed, json_agg(id::text order by id) as ids from tenon_stash
    where data_version = $1 and stands and not superseded and kind in ('columns', 'row', 'gone') group by table_name, kind, key_columns, place is not null`, [dataVersion])
  if (rows.length === 0) return {}
  const catalog = await readCatalog(session, schema)
  const references = await readReferences(session, schema)
  const tables = catalog.filter(({ name }) => rows.some(({ table }) => table === name))
  const puts = await withQuietTables(session, { schema, tables, rows }, () => withBulkJoins(session, () => putAll({ session, schema, catalog, references }, rows)))
  await session.query(`update tenon_stash set superseded = true where data_version = $1 and stands and kind <> 'counter'`, [dataVersion])
  return sumOf(puts)
}

/** What putting back works with. */
export interface PutContext {
  readonly session: SqlSession
  readonly schema: string
  readonly catalog: readonly CatalogTable[]
  readonly references: readonly Reference[]
}

/** Again and again while something goes in: one value may wait for another to leave its place. */
async function putAll(context: PutContext, rows: readonly Waiting[]): Promise<readonly Put[]> {
  const puts: Put[] = []
  let waiting = inOrder(rows, sortParentsFirst(context.references.filter(({ child, parent }) => child !== parent)))
  for (let left = Number.POSITIVE_INFINITY; sizeOf(waiting) > 0 && sizeOf(waiting) < left;) {
    left = sizeOf(waiting)
    const refused: Waiting[] = []
    for (const each of waiting) {
      const outcome = await putSome(context, each)
      puts.push(...outcome.puts)
      if (outcome.refused.length > 0) refused.push({ ...each, ids: outcome.refused })
    }
    waiting = refused
  }
  return puts
}

/** Rows before values: a value may belong to a row that returns with it. What is to go again comes last, referring rows first. */
function inOrder(rows: readonly Waiting[], parentsFirst: readonly string[]): readonly Waiting[] {
  const rank = { row: 0, columns: 1, gone: 2 }
  const depth = ({ table, kind }: Waiting) => (kind === 'gone' ? -1 : 1) * parentsFirst.indexOf(table)
  return rows.toSorted((a, b) => rank[a.kind] - rank[b.kind] || depth(a) - depth(b))
}

function sizeOf(waiting: readonly Waiting[]): number {
  return waiting.reduce((sum, { ids }) => sum + ids.length, 0)
}

interface Outcome {
  readonly puts: readonly Put[]
  /** Entries that a rule of the data forbids as things stand. */
  readonly refused: readonly string[]
}

/** All at once; when a rule forbids that, in halves, until the forbidden ones stand alone. */
async function putSome(context: PutContext, waiting: Waiting): Promise<Outcome> {
  const { session, catalog } = context
  const table = catalog.find(({ name }) => name === waiting.table)
  if (!table) return { puts: [], refused: [] }
  await session.query('savepoint tenon_put_back')
  try {
    const outcome = await putRows(context, table, waiting)
    await session.query('release savepoint tenon_put_back')
    return outcome
  } catch (error) {
    const { code } = error as { readonly code?: string }
    if (code === undefined || trouble.test(code)) throw error
    await session.query('rollback to savepoint tenon_put_back')
    if (code === unusedEnumValue && (await renewEnums(session, table))) return putSome(context, waiting)
    // Places are counted anew by each statement: those of one table go in together or not at all.
    return waiting.ids.length === 1 || waiting.placed ? { puts: [], refused: waiting.ids } : putHalves(context, waiting)
  }
}

async function putHalves(context: PutContext, waiting: Waiting): Promise<Outcome> {
  const middle = Math.ceil(waiting.ids.length / 2)
  const first = await putSome(context, { ...waiting, ids: waiting.ids.slice(0, middle) })
  const second = await putSome(context, { ...waiting, ids: waiting.ids.slice(middle) })
  return { puts: [...first.puts, ...second.puts], refused: [...first.refused, ...second.refused] }
}

function sumOf(puts: readonly Put[]): Counts {
  const counts: Record<string, number> = {}
  for (const { what, values } of puts) counts[what] = (counts[what] ?? 0) + values
  return counts
}
