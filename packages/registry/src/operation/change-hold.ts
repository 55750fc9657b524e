import type { SqlSession } from '@tenon/model'
import { holdEverywhere } from '../hosts/hold-everywhere.ts'
import type { HeldEverywhere } from '../hosts/hold-everywhere.ts'
import type { RegistryParts } from '../registry-parts.ts'
import { deleteHold } from '../tables/holds.ts'
import type { HoldRequest } from './cutover-participants.ts'

const retryMs = 200

/** A hold of modules of one tenant on every host, from before something changes for them until everybody knows what came of it. */
export interface ChangeHold {
  /** @throws HOLD_UNANSWERED, CALLS_UNFINISHED */
  begin(): Promise<void>
  /** Lets the other hosts go together with the change. */
  endWith(session: SqlSession): Promise<void>
  /** Lets the calls of this process go: its view holds the new lock. */
  release(): void
  /** The change failed, or its answer was lost: lets everybody go who holds, here once the view has been read again, which is tried until it succeeds. */
  abandon(): Promise<void>
}

/** Makes the hold of one change. The tenant's lock must be held in a transaction from before `begin` until its end. @param id - names it for every host; of an operation, or made for this change */
export function createChangeHold(parts: RegistryParts, id: string, request: HoldRequest): ChangeHold {
  const isAsked = request.drained.length + request.closed.length > 0
  let held: HeldEverywhere | null = null

  function release(): void {
    held?.releaseHere()
    held?.end()
    held = null
  }

  async function catchUp(): Promise<void> {
    await parts.view.refresh([request.tenantId])
    await held?.releaseElsewhere()
    release()
  }

  return {
    async begin() {
      if (isAsked) held = await holdEverywhere(parts, id, request)
    },
    endWith: async (session) => (held === null ? undefined : deleteHold(session, id)),
    release,
    // Nothing can have been committed that was to be held for and was not.
    abandon: async () => (isAsked && held === null ? undefined : catchUp().catch(() => keepTrying(catchUp))),
  }
}

/** In the background: calls wait in their lanes meanwhile, within their budget. */
function keepTrying(work: () => Promise<void>): void {
  setTimeout(() => void work().catch(() => keepTrying(work)), retryMs).unref()
}
