import type { TakenTimer, TimerEnd } from '@tenon/registry'
import type { Work } from '../dispatch/work.ts'
import { runSystemWork } from '../work/run-system-work.ts'
import type { SystemOutcome, SystemWorkParts } from '../work/run-system-work.ts'
import { SystemCall } from '../work/system-call.ts'

/** Runs a timer on the version that its tenant's lock names at the moment the run starts. Never rejects for what the module does. */
export async function runTimer(timer: TakenTimer, parts: SystemWorkParts): Promise<TimerEnd> {
  return endOf(timer, await runSystemWork(new TimerCall(timer, parts.lost), run, parts))
}

class TimerCall extends SystemCall {
  readonly cause = 'timer'
  readonly name: string

  constructor({ tenantId, module, name }: TakenTimer, signal: AbortSignal) {
    super(tenantId, module, signal)
    this.name = name
  }
}

/** False when the version has no such timer. */
const run: Work<TimerCall, boolean> = {
  run(seat, call) {
    call.seat = seat
    const timer = seat.definition.every?.[call.name]
    return timer === undefined ? false : timer.run(seat.scope).then(() => true)
  },
}

function endOf({ module }: TakenTimer, outcome: SystemOutcome): TimerEnd {
  switch (outcome.kind) {
    case 'done':
      return { kind: 'ran' }
    case 'failed':
      return { kind: 'failed', reason: outcome.reason }
    case 'no-code':
      return { kind: 'failed', reason: `${module} ${outcome.version} lists the timer and has no code for it` }
    case 'not-installed':
    case 'not-begun':
      return { kind: 'given-back' }
    default:
      return outcome satisfies never
  }
}
