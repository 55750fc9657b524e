import type { RunningTenant } from '@tenon/registry'
import { leaveLane } from './lane.ts'
import type { Lane } from './lane.ts'

/**
 * An outermost call and all calls into other modules that come of it. They see the tenant's lock as it was
 * when the outermost began, and are counted in its lane besides their own: a cut-over that waits for that
 * lane waits for the whole tree, also for a call that nobody awaits.
 */
export interface CallTree {
  /** Of the outermost call. */
  readonly lane: Lane
  readonly view: RunningTenant
  /** The outermost call, while it runs, and those that came of it. At zero the tree is over for good. */
  inFlight: number
}

/** Counts a call of another module into the tree, from asking for it to its answer. */
export function joinTree(tree: CallTree): void {
  tree.inFlight += 1
  tree.lane.calls += 1
}

/** Ends a call that joined. */
export function leaveTree(tree: CallTree): void {
  tree.inFlight -= 1
  leaveLane(tree.lane)
}
