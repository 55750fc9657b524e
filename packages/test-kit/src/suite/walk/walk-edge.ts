import { isTenonError } from '@tenon/model'
import type { BoundaryChoice } from '../../choose-boundaries.ts'
import { chooseBoundaries } from '../../choose-boundaries.ts'
import { findingOf } from '../module-finding.ts'
import type { ModuleFinding } from '../module-finding.ts'
import { sameRows } from '../checks/same-rows.ts'
import { lostRows, withColumnsOf } from './lost-rows.ts'
import type { DataMove, TenantState, WalkedTenant } from './walked-tenant.ts'

/** One move of a tenant's data, and how it is tried. */
export interface EdgeOptions {
  /** `up 1.0.0 -> 1.2.0` */
  readonly place: string
  readonly move: DataMove
  /** Migrations that it runs or undoes. */
  readonly steps: number
  /** True when some of them run ahead of the move: what they prepared may stay. */
  readonly prepares: boolean
  readonly boundaries: BoundaryChoice
}

/**
 * Moves a tenant, and crashes it first at steps of the move: after each crash the tenant is as it was. Then moves it whole, and once more,
 * as a host does that never heard the answer: nothing changes.
 * @returns findings; the tenant has moved when there are none
 */
export async function walkEdge(tenant: WalkedTenant, options: EdgeOptions): Promise<readonly ModuleFinding[]> {
  const { place, move, steps, boundaries } = options
  const before = await tenant.look()
  try {
    // Each migration begins and ends, and so does the transaction around them.
    for (const crashAt of chooseBoundaries({ total: 2 * steps + 2, choice: boundaries })) {
      if ((await tenant.move(move, crashAt)) === 'done') break
      const traces = tracesOf(before, await tenant.look(), options)
      if (traces.length > 0) return traces.map((trace) => findingOf('CRASH_LEFT_TRACES', place, `Killed at step ${crashAt} of the move: ${trace}`))
    }
    await tenant.move(move, null)
    const after = await tenant.look()
    await tenant.move(move, null)
    const again = await tenant.look()
    return isSame(after, again) ? [] : [findingOf('CRASH_LEFT_TRACES', place, 'Run once more after it was done, it changed rows.')]
  } catch (error) {
    if (!isTenonError(error)) throw error
    return [findingOf('MOVE_FAILED', place, error.problem.title)]
  }
}

function tracesOf(before: TenantState, now: TenantState, { prepares }: EdgeOptions): readonly string[] {
  if (isSame(before, now)) return []
  if (before.ledger.join() !== now.ledger.join()) return [`the ledger counts ${now.ledger.join(', ') || 'nothing'}.`]
  if (!prepares) return lostRows(before.rows, now.rows).concat(lostRows(now.rows, before.rows)).slice(0, 3)
  // A prepared column or table may be there; what the version in force reads is as it was.
  return lostRows(before.rows, withColumnsOf(now.rows, before.rows)).slice(0, 3)
}

function isSame(before: TenantState, now: TenantState): boolean {
  return before.ledger.join() === now.ledger.join() && sameRows(before.rows, now.rows)
}
