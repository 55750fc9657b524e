import type { ModuleRegistry, TakenTimer, TimerEnd } from '@tenon/registry'
import type { VersionCalls } from '../dispatch/version-calls.ts'
import type { Work } from '../dispatch/work.ts'
import { failureReason } from '../work/failure-reason.ts'
import { SystemCall } from '../work/system-call.ts'

/** What a run goes through. */
export interface RunTimerParts {
  readonly registry: Pick<ModuleRegistry, 'getLock'>
  readonly calls: VersionCalls
  /** Aborted when what this process took may be run by others. */
  readonly lost: AbortSignal
}

/** Runs a timer on the version that its tenant's lock names at the moment the run starts. Never rejects for what the module does. */
export async function runTimer(timer: TakenTimer, { registry, calls, lost }: RunTimerParts): Promise<TimerEnd> {
  const call = new TimerCall(timer, lost)
  try {
    return (await calls.start(call, run)) ? { kind: 'ran' } : await endMissing(call, registry)
  } catch (error) {
    return call.seat === null ? { kind: 'given-back' } : { kind: 'failed', reason: failureReason(error) }
  }
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

/** This host may only not have heard yet of the lock that has the timer; else manifest and code contradict each other. */
async function endMissing(call: TimerCall, registry: RunTimerParts['registry']): Promise<TimerEnd> {
  const lock = await registry.getLock(call.tenantId)
  if (call.seat?.view.lock.revision !== lock.revision) return { kind: 'given-back' }
  return { kind: 'failed', reason: `${call.module} ${call.seat.version.key.version} lists the timer and has no code for it` }
}
