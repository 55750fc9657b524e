import { databaseErrors } from './database-errors.ts'
import { nextWaiter } from './slot-choice.ts'
import type { SlotFacts } from './slot-choice.ts'

/** Callers for whom no connection was free. */
export interface WaitingLine<Answer> {
  /** @param answer - called with DATABASE_BUSY when the caller's patience ends first */
  join(schema: string, answer: Answer): void
  /** Takes the caller out of the line whom a connection should serve next; without one, whoever came first. */
  leave(slot?: SlotFacts): Waiting<Answer> | null
}

/** One caller in the line. */
export interface Waiting<Answer> {
  readonly schema: string
  readonly answer: Answer
}

/** How many connections there are, for the message, and how long callers wait. */
export interface WaitingLineOptions {
  readonly maxConnections: number
  readonly waitMs: number
}

const anySlot: SlotFacts = { schemas: new Set() }

/** An empty line. */
export function createWaitingLine<Answer extends (error: unknown, slot: null) => void>({ maxConnections, waitMs }: WaitingLineOptions): WaitingLine<Answer> {
  const waiters: (Waiting<Answer> & { passedOver: number; readonly patience: NodeJS.Timeout })[] = []
  return {
    join(schema, answer) {
      const patience = setTimeout(() => {
        waiters.splice(waiters.indexOf(waiter), 1)
        answer(databaseErrors.DATABASE_BUSY({ maxConnections, waitedMs: waitMs }), null)
      }, waitMs)
      const waiter = { schema, answer, patience, passedOver: 0 }
      waiters.push(waiter)
    },
    leave(slot = anySlot) {
      const waiter = nextWaiter(waiters, slot)
      if (waiter === undefined) return null
      waiters.splice(waiters.indexOf(waiter), 1)
      clearTimeout(waiter.patience)
      return waiter
    },
  }
}
