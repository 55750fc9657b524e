import { within } from '../dispatch/join-cutovers.ts'
import { laneIdle } from '../dispatch/lane.ts'
import type { Lanes } from '../dispatch/lanes.ts'
import type { CloseReport } from '../host.ts'
import type { HostWork } from '../work/host-work.ts'

/** What has to end. */
export interface CloseCallsOptions {
  readonly closing: AbortController
  readonly stopping: AbortController
  readonly lanes: Lanes
  /** Leave cut-overs and stop listening to changes. */
  readonly leaves: readonly (() => void)[]
  /** Events and timers: their handlers are calls in flight too, and what is left of them is given back. */
  readonly work: Pick<HostWork, 'ended' | 'close'>
  readonly budgetMs: number
}

/** A function that ends the calls of a host once, however often it is called. */
export function closeCalls(options: CloseCallsOptions): () => Promise<CloseReport> {
  let closed: Promise<CloseReport> | null = null
  return () => (closed ??= closeOnce(options))
}

async function closeOnce({ closing, stopping, lanes, leaves, work, budgetMs }: CloseCallsOptions): Promise<CloseReport> {
  closing.abort()
  await within(budgetMs, Promise.all([work.ended(), ...lanes.all().map(laneIdle)]))
  stopping.abort()
  leaves.forEach((leave) => leave())
  await work.close()
  return { abandonedCalls: lanes.all().reduce((sum, lane) => sum + lane.calls, 0) }
}
