import type { CallCause } from './call-cause.ts'

/** How long one call may take, in milliseconds; 0: as long as it likes. */
export interface CallBudgets extends Readonly<Record<CallCause, number>> {
  /** How long the body of an answer may go on after its head. */
  readonly body: number
}

/** What ends when its time is up. Mutable: written when it is watched and when it ends. */
export interface Timed {
  dueTick: number
  /** Those that wait for the same budget, in order of their start; null: nobody watches. */
  line: Set<Timed> | null
  expire(): void
}

interface Line {
  readonly ticks: number
  readonly waiting: Set<Timed>
}

/**
 * Tells calls that their time is up. All calls of one cause have the same budget, so they are due in the order of
 * their start: a call costs one entry in a set and takes it out again, and neither a timer nor a look at the clock.
 * Time is counted in ticks of the event loop, so that a call is not charged for a standstill of which it is no cause;
 * it is up to a quarter of the shortest budget late. A class because every call that waits passes it twice.
 */
export class CallDeadlines {
  readonly #tickMs: number
  readonly #lines: Readonly<Record<keyof CallBudgets, Line>>
  #tick = 0
  #timer: NodeJS.Timeout | null = null

  constructor(budgets: CallBudgets) {
    const { http, event, timer, call, body } = budgets
    this.#tickMs = tickOf([http, event, timer, call, body])
    const lineOf = (budgetMs: number): Line => ({ ticks: Math.ceil(budgetMs / this.#tickMs), waiting: new Set() })
    this.#lines = { http: lineOf(http), event: lineOf(event), timer: lineOf(timer), call: lineOf(call), body: lineOf(body) }
  }

  watch(timed: Timed, what: keyof CallBudgets): void {
    const { ticks, waiting } = this.#lines[what]
    if (ticks === 0) return
    timed.dueTick = this.#tick + ticks
    timed.line = waiting
    waiting.add(timed)
    this.#timer ??= setInterval(() => this.#sweep(), this.#tickMs).unref()
  }

  /** It ended in time, or is over anyway. Idempotent. */
  forget(timed: Timed): void {
    timed.line?.delete(timed)
    timed.line = null
  }

  #sweep(): void {
    this.#tick += 1
    const lines = Object.values(this.#lines)
    for (const { waiting } of lines) this.#expireDue(waiting)
    if (this.#timer === null || lines.some(({ waiting }) => waiting.size > 0)) return
    clearInterval(this.#timer)
    this.#timer = null
  }

  #expireDue(waiting: ReadonlySet<Timed>): void {
    for (const timed of waiting) {
      if (timed.dueTick > this.#tick) return
      this.forget(timed)
      timed.expire()
    }
  }
}

const longestTickMs = 250
const shortestTickMs = 5

/** A quarter of the shortest budget, within reason. */
function tickOf(budgetsMs: readonly number[]): number {
  const shortest = Math.min(...budgetsMs.filter((budgetMs) => budgetMs > 0))
  return Math.min(longestTickMs, Math.max(shortestTickMs, Math.floor(shortest / 4)))
}
