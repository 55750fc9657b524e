import type { Operation, Plan, SqlSession } from '@tenon/model'
import { holdEverywhere } from '../hosts/hold-everywhere.ts'
import type { HeldEverywhere } from '../hosts/hold-everywhere.ts'
import type { RegistryParts } from '../registry-parts.ts'
import { deleteHold } from '../tables/holds.ts'
import type { HoldRequest } from './cutover-participants.ts'

const retryMs = 200

/** The hold of one operation, from before its data moves until everybody knows what came of it. */
export interface OperationHold {
  /** @throws HOLD_UNANSWERED, CALLS_UNFINISHED */
  begin(): Promise<void>
  /** Lets the other hosts go together with the move. */
  endWith(session: SqlSession): Promise<void>
  /** Lets the calls of this process go: its view holds the new lock. */
  release(): void
  /** The move failed, or its answer was lost: lets everybody go who holds, here once the view has been read again, which is tried until it succeeds. */
  abandon(): Promise<void>
}

/** What an operation's hold is made for. */
export interface OperationHoldOptions {
  readonly parts: RegistryParts
  readonly saved: { readonly plan: Plan }
  readonly operation: Pick<Operation, 'id' | 'tenantId'>
}

export function createOperationHold({ parts, saved, operation }: OperationHoldOptions): OperationHold {
  const request = holdRequestOf(saved.plan, parts.holdBudgetMs)
  let held: HeldEverywhere | null = null

  function release(): void {
    held?.releaseHere()
    held?.end()
    held = null
  }

  async function catchUp(): Promise<void> {
    await parts.view.refresh([operation.tenantId])
    await held?.releaseElsewhere()
    release()
  }

  return {
    async begin() {
      if (request.drained.length + request.closed.length > 0) held = await holdEverywhere(parts, operation, request)
    },
    endWith: async (session) => (held === null ? undefined : deleteHold(session, operation.id)),
    release,
    abandon: () => catchUp().catch(() => keepTrying(catchUp)),
  }
}

/** In the background: calls wait in their lanes meanwhile, within their budget. */
function keepTrying(work: () => Promise<void>): void {
  setTimeout(() => void work().catch(() => keepTrying(work)), retryMs).unref()
}

/**
 * What must make way. Calls of what the plan holds end first; what is only switched takes no new calls until every
 * host knows the new lock, so that none starts on the version before. Nobody calls what is only installed.
 */
function holdRequestOf({ tenantId, steps, moves }: Plan, defaultBudgetMs: number): HoldRequest {
  const holds = steps.flatMap((step) => (step.kind === 'hold' ? [step] : []))
  const drained = [...new Set(holds.map(({ module }) => module))]
  const closed = moves.filter(({ kind, module }) => kind !== 'install' && !drained.includes(module)).map(({ module }) => module)
  return { tenantId, drained, closed, budgetMs: holds.length === 0 ? defaultBudgetMs : Math.max(...holds.map(({ budgetMs }) => budgetMs)) }
}
