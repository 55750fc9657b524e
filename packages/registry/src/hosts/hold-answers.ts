import type { SqlDatabase } from '@tenon/model'
import { holdAnswerChannel } from '../tables/holds.ts'

/** Wakes the movers of this process when a host has answered. */
export interface HoldAnswers {
  /** Begins to wait for answers to an operation of this process. */
  expect(operationId: string): ExpectedAnswers
  /** True while somebody here expects answers to it: it moves here. */
  isExpected(operationId: string): boolean
  close(): Promise<void>
}

/** Waits for the answers to one operation. */
export interface ExpectedAnswers {
  /** Resolves when somebody answered since the last call, or after `limitMs`. */
  next(limitMs: number): Promise<void>
  end(): void
}

/** Listens for answers. One that is missed costs the mover its `limitMs`, no more. */
export async function openHoldAnswers(database: SqlDatabase): Promise<HoldAnswers> {
  const expected = new Map<string, Bell>()
  const stop = await database.listen(holdAnswerChannel, (operationId) => expected.get(operationId)?.ring(), () => expected.forEach((bell) => bell.ring()))
  return {
    expect(operationId) {
      const bell = createBell()
      expected.set(operationId, bell)
      return { next: bell.heard, end: () => void expected.delete(operationId) }
    },
    isExpected: (operationId) => expected.has(operationId),
    close: stop,
  }
}

interface Bell {
  ring(): void
  heard(limitMs: number): Promise<void>
}

function createBell(): Bell {
  let hasRung = false
  let wake: (() => void) | null = null
  return {
    ring() {
      hasRung = true
      wake?.()
    },
    async heard(limitMs) {
      const { promise, resolve } = Promise.withResolvers<void>()
      const timer = setTimeout(resolve, limitMs)
      wake = resolve
      if (!hasRung) await promise
      clearTimeout(timer)
      hasRung = false
    },
  }
}
