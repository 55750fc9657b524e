import { isTenonError } from '@tenon/model'
import type { CountedSeat } from '../counted-seat.ts'
import type { Verdict } from './create-guard.ts'

/**
 * Whether an error speaks against the version that threw it. It does not when the caller asked for something wrong,
 * when something that all versions need is away, when another module failed first, or when nobody waits any more.
 */
export function blame(error: unknown, { call, stopping, hasFailedCallee }: CountedSeat): Verdict {
  if (hasFailedCallee || stopping.aborted || call.signal?.aborted === true) return 'fine'
  if (!isTenonError(error)) return 'failed'
  return error.problem.category === 'internal' && error.code !== 'INTERFACE_OPERATION_UNKNOWN' ? 'failed' : 'fine'
}
