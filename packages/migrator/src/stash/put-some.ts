import type { PutContext, Waiting } from './put-back.ts'
import { putRows } from './put-rows.ts'
import type { Put } from './put-rows.ts'
import { renewEnums } from './renew-enums.ts'

/** What became of some entries. */
export interface Outcome {
  readonly puts: readonly Put[]
  /** Entries that a rule of the data forbids as things stand. */
  readonly refused: readonly string[]
}

/** Not the data's fault: locks, cancellation, resources, connection, SQL that is wrong. Anything else is a rule of the data that says no. */
const trouble = /^(55P03|40|42|57|53|58|08|XX)/

/** A value of an enum that this very transaction added. */
const unusedEnumValue = '55P04'

/** Whether a rule of the data forbade a statement. */
export function isForbidden(error: unknown): boolean {
  const { code } = error as { readonly code?: string }
  return code !== undefined && !trouble.test(code)
}

/** All at once; when a rule forbids that, in halves, until the forbidden ones stand alone. */
export async function putSome(context: PutContext, waiting: Waiting): Promise<Outcome> {
  const { session, catalog } = context
  const table = catalog.find(({ name }) => name === waiting.table)
  if (!table) return { puts: [], refused: [] }
  await session.query('savepoint tenon_put_back')
  try {
    const outcome = await putRows(context, table, waiting)
    await session.query('release savepoint tenon_put_back')
    return outcome
  } catch (error) {
    if (!isForbidden(error)) throw error
    await session.query('rollback to savepoint tenon_put_back')
    if ((error as { readonly code?: string }).code === unusedEnumValue && (await renewEnums(session, table))) return putSome(context, waiting)
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
