import { isTenonError } from '@tenon/model'
import type { ModuleLog } from '@tenon/module-sdk'
import { hostErrors } from '../errors/host-errors.ts'
import type { CountedSeat } from './counted-seat.ts'
import { blame } from './guard/blame.ts'
import type { Verdict } from './guard/create-guard.ts'
import type { Work, WorkCall } from './work.ts'

/** Work in the seat that was taken for it. */
export interface SeatedWork<Call extends WorkCall, Result> {
  readonly call: Call
  readonly work: Work<Call, Result>
  readonly seat: CountedSeat
}

/**
 * Does the work and leaves the seat, once, whatever becomes of it: when the work has ended, or what goes on after its answer.
 * @returns what the work returns, at once when it returns at once
 * @throws (or rejects with) an error with a code as the module threw it; CALL_TIMED_OUT when its time is up; else MODULE_FAILED, and the error is logged
 */
export function runWork<Call extends WorkCall, Result>(seated: SeatedWork<Call, Result>, log: ModuleLog): Result | Promise<Result> {
  const { seat } = seated
  seat.enter()
  try {
    const result = runMarked(seated)
    return result instanceof Promise ? finish(result, seated, log) : conclude(result, seated)
  } catch (error) {
    seat.leave(blame(error, seat))
    throw failureOf(error, seat, log)
  }
}

function runMarked<Call extends WorkCall, Result>({ call, work, seat }: SeatedWork<Call, Result>): Result | Promise<Result> {
  const { mark, number } = seat.version
  const outer = mark.enter(number)
  try {
    return work.run(seat, call)
  } finally {
    mark.leave(outer)
  }
}

/** Not an async function: when its time is up, whoever asked is answered although the work goes on. */
function finish<Call extends WorkCall, Result>(pending: Promise<Result>, seated: SeatedWork<Call, Result>, log: ModuleLog): Promise<Result> {
  const { seat } = seated
  return new Promise((resolve, reject) => {
    const fail = (error: unknown): void => {
      const isLate = seat.isOverdue
      seat.leave(blame(error, seat))
      if (!isLate) reject(failureOf(error, seat, log))
    }
    const end = (result: Result): void => {
      try {
        if (seat.isOverdue) endLate(result, seated)
        else resolve(conclude(result, seated))
      } catch (error) {
        fail(error)
      }
    }
    seat.wait(reject)
    pending.then(end, fail)
  })
}

function conclude<Call extends WorkCall, Result>(result: Result, seated: SeatedWork<Call, Result>): Result {
  const { call, work, seat } = seated
  const answer = work.conclude === undefined ? result : work.conclude(result, seat, call)
  const verdict = verdictOf(answer, seated)
  const goingOn = work.goOn === undefined ? null : work.goOn(answer, { call, seat, verdict })
  if (goingOn !== null) return goingOn
  seat.leave(verdict)
  return answer
}

/** Nobody gets the result any more. */
function endLate<Call extends WorkCall, Result>(result: Result, { work, seat }: SeatedWork<Call, Result>): void {
  seat.leave('fine')
  work.drop?.(result)
}

function verdictOf<Call extends WorkCall, Result>(result: Result, { work, seat }: SeatedWork<Call, Result>): Verdict {
  return work.isFailure?.(result) === true && !seat.hasFailedCallee ? 'failed' : 'fine'
}

function failureOf(error: unknown, { version, view }: CountedSeat, log: ModuleLog): Error {
  if (isTenonError(error)) return error
  const { module, version: number } = version.key
  log.error('a module failed', { tenant: view.tenant.id, module, version: number, error })
  return hostErrors.MODULE_FAILED({ module, version: number }, { cause: error })
}
