import { isTenonError } from '@tenon/model'
import type { SqlDatabase } from '@tenon/model'

/** How long a pass waits for a database that went away. */
export interface PatienceOptions {
  readonly database: SqlDatabase
  /** Together, between two answers. */
  readonly waitMs: number
  readonly wait: (milliseconds: number) => Promise<void>
  readonly signal: AbortSignal | undefined
  /** Told when waiting begins and ends. */
  readonly onWaiting: (waiting: boolean) => void
  /** What is thrown once the patience is at its end. */
  readonly gone: (cause: unknown) => Error
}

/** Runs work whose repetition does no harm, and repeats it when the connection was lost under it and the database answers again. */
export type Patience = <Result>(work: () => Promise<Result>) => Promise<Result>

/** Past this a piece of work that keeps losing its connection is itself the cause. */
const attemptLimit = 8
const firstPauseMs = 50
const longestPauseMs = 2_000

/**
 * Carries a pass over a restart or a failure of the server: what was committed is in the journal, so
 * whatever was cut off is simply done again.
 */
export function createPatience(options: PatienceOptions): Patience {
  return async (work) => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await work()
      } catch (error) {
        if (!isConnectionLoss(error) || attempt === attemptLimit) throw error
        await untilAnswering(options, error)
      }
    }
  }
}

/** True when an error, or what caused it, says nothing about the statement: whether it was carried out is unknown. */
export function isConnectionLoss(error: unknown): boolean {
  if (isTenonError(error)) return error.problem.category === 'unavailable' || isConnectionLoss(error.cause)
  const { code } = (error ?? {}) as { readonly code?: unknown }
  if (typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code)) return /^(08...|57P0[123]|53300|EPIPE)$/.test(code)
  // Errors of the socket have names for codes; those of the driver about it have none.
  return error instanceof Error && (typeof code === 'string' || /connection|timeout/i.test(error.message))
}

async function untilAnswering(options: PatienceOptions, cause: unknown): Promise<void> {
  let waitedMs = 0
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    const answers = await options.database.query('select').then(() => true, (error: unknown) => {
      if (isConnectionLoss(error)) return false
      throw error
    })
    options.onWaiting(!answers)
    if (answers) return
    if (waitedMs >= options.waitMs || options.signal?.aborted === true) throw options.gone(cause)
    await options.wait(pauseMs)
    waitedMs += pauseMs
  }
}
