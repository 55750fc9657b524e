import type { DeliveryEnd, RanOn, TakenDelivery } from '@tenon/registry'
import type { Seat, Work } from '../dispatch/work.ts'
import { runSystemWork } from '../work/run-system-work.ts'
import type { SystemOutcome, SystemWorkParts } from '../work/run-system-work.ts'
import { SystemCall } from '../work/system-call.ts'

/** Hands an event to the version that its tenant's lock names at the moment the handler starts. Never rejects for what the module does. */
export async function deliverEvent(delivery: TakenDelivery, parts: SystemWorkParts): Promise<DeliveryEnd> {
  return endOf(delivery, await runSystemWork(new EventCall(delivery, parts.lost), handle, parts))
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

function endOf({ subscriber, event }: TakenDelivery, outcome: SystemOutcome): DeliveryEnd {
  switch (outcome.kind) {
    case 'done':
      return { kind: 'handled', ranOn: ranOn(outcome.seat) }
    case 'failed':
      return { kind: 'failed', ranOn: ranOn(outcome.seat), reason: outcome.reason }
    case 'no-code':
      return { kind: 'skipped', ranOn: ranOn(outcome.seat), reason: `${subscriber} ${outcome.version} does not handle ${event.name}` }
    case 'not-installed':
      return { kind: 'skipped', ranOn: null, reason: `${subscriber} is not installed any more` }
    case 'not-begun':
      return { kind: 'given-back', reason: outcome.reason }
    default:
      return outcome satisfies never
  }
}

function ranOn({ version, view }: Seat): RanOn {
  return { version: version.key.version, lockRevision: view.lock.revision }
}
