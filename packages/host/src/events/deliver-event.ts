import type { ModuleRegistry, DeliveryEnd, RanOn, TakenDelivery } from '@tenon/registry'
import type { VersionCalls } from '../dispatch/version-calls.ts'
import type { Work } from '../dispatch/work.ts'
import { failureReason } from '../work/failure-reason.ts'
import { SystemCall } from '../work/system-call.ts'

/** What a delivery goes through. */
export interface DeliverEventParts {
  readonly registry: Pick<ModuleRegistry, 'getLock'>
  readonly calls: VersionCalls
  /** Aborted when what this process took may be run by others. */
  readonly lost: AbortSignal
}

/** Hands an event to the version that its tenant's lock names at the moment the handler starts. Never rejects for what the module does. */
export async function deliverEvent(delivery: TakenDelivery, { registry, calls, lost }: DeliverEventParts): Promise<DeliveryEnd> {
  const call = new EventCall(delivery, lost)
  try {
    const isHandled = await calls.start(call, handle)
    return isHandled ? { kind: 'handled', ranOn: ranOn(call) } : await endUnhandled(call, registry)
  } catch (error) {
    if (call.seat !== null) return { kind: 'failed', ranOn: ranOn(call), reason: failureReason(error) }
    return isNotInstalled(error) ? endUnhandled(call, registry) : { kind: 'given-back', reason: failureReason(error) }
  }
}

class EventCall extends SystemCall {
  readonly cause = 'event'
  readonly event: TakenDelivery['event']

  constructor({ tenantId, subscriber, event }: TakenDelivery, signal: AbortSignal) {
    super(tenantId, subscriber, signal)
    this.event = event
  }
}

/** False when the version has no handler. */
const handle: Work<EventCall, boolean> = {
  run(seat, call) {
    call.seat = seat
    const handler = seat.definition.on?.[call.event.name]
    return handler === undefined ? false : handler(seat.scope, call.event).then(() => true)
  },
}

/** This host may only not have heard yet of the lock that has a handler. What the database says is final. */
async function endUnhandled(call: EventCall, registry: DeliverEventParts['registry']): Promise<DeliveryEnd> {
  const lock = await registry.getLock(call.tenantId)
  const entry = lock.entries.find(({ module }) => module === call.module)
  if (entry === undefined) return { kind: 'skipped', ranOn: null, reason: `${call.module} is not installed any more` }
  if (call.seat?.view.lock.revision !== lock.revision) return { kind: 'given-back', reason: 'this host does not run the present lock yet' }
  return { kind: 'skipped', ranOn: ranOn(call), reason: `${call.module} ${entry.version} does not handle ${call.event.name}` }
}

function ranOn({ seat }: EventCall): RanOn {
  return { version: seat?.version.key.version ?? '', lockRevision: seat?.view.lock.revision ?? 0 }
}

function isNotInstalled(error: unknown): boolean {
  return error instanceof Error && 'problem' in error && isMissing(error.problem)
}

function isMissing(problem: unknown): boolean {
  return typeof problem === 'object' && problem !== null && 'code' in problem && (problem.code === 'MODULE_NOT_INSTALLED' || problem.code === 'TENANT_UNKNOWN')
}
