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
 * Does the work and leaves the seat, once, whatever becomes of it.
 * @returns what the work returns, at once when it returns at once
 * @throws (or rejects with) an error with a code as the module threw it; else MODULE_FAILED, and the error is logged
 */
export function runWork<Call extends WorkCall, Result>(seated: SeatedWork<Call, Result>, log: ModuleLog): Result | Promise<Result> {
  const { seat } = seated
  seat.enter()
  try {
    const result = runMarked(seated)
    if (result instanceof Promise) return finish(result, seated, log)
    const answer = conclude(result, seated)
    seat.leave(verdictOf(answer, seated))
    return answer
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

async function finish<Call extends WorkCall, Result>(pending: Promise<Result>, seated: SeatedWork<Call, Result>, log: ModuleLog): Promise<Result> {
  const { seat } = seated
  let verdict: Verdict = 'fine'
  try {
    const answer = conclude(await pending, seated)
    verdict = verdictOf(answer, seated)
    return answer
  } catch (error) {
    verdict = blame(error, seat)
    throw failureOf(error, seat, log)
  } finally {
    seat.leave(verdict)
  }
}

function conclude<Call extends WorkCall, Result>(result: Result, { call, work, seat }: SeatedWork<Call, Result>): Result {
  return work.conclude === undefined ? result : work.conclude(result, seat, call)
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
