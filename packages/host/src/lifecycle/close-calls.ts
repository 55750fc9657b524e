import { within } from '../dispatch/join-cutovers.ts'
import { laneIdle } from '../dispatch/lane.ts'
import type { Lanes } from '../dispatch/lanes.ts'
import type { CloseReport } from '../host.ts'

/** What has to end. */
export interface CloseCallsOptions {
  readonly closing: AbortController
  readonly stopping: AbortController
  readonly lanes: Lanes
  /** Leave cut-overs and stop listening to changes. */
  readonly leaves: readonly (() => void)[]
  readonly budgetMs: number
}

/** A function that ends the calls of a host once, however often it is called. */
export function closeCalls(options: CloseCallsOptions): () => Promise<CloseReport> {
  let closed: Promise<CloseReport> | null = null
  return () => (closed ??= closeOnce(options))
}

async function closeOnce({ closing, stopping, lanes, leaves, budgetMs }: CloseCallsOptions): Promise<CloseReport> {
  closing.abort()
  await within(budgetMs, Promise.all(lanes.all().map(laneIdle)))
  stopping.abort()
  leaves.forEach((leave) => leave())
  return { abandonedCalls: lanes.all().reduce((sum, lane) => sum + lane.calls, 0) }
}
