/** Lets any number of pieces of work pass at once, or one alone. */
export interface Turnstile {
  /** Runs beside others, and never beside work that is alone. */
  pass<Result>(work: () => Promise<Result>): Promise<Result>
  /** Waits for what passes, and keeps others waiting until it is done. */
  alone<Result>(work: () => Promise<Result>): Promise<Result>
}

/** A turnstile nobody uses yet. */
export function createTurnstile(): Turnstile {
  const passing = new Set<Promise<unknown>>()
  let lastAlone: Promise<unknown> = Promise.resolve()

  async function opened(): Promise<void> {
    const seen = lastAlone
    await seen
    if (seen !== lastAlone) await opened()
  }

  return {
    async pass(work) {
      await opened()
      const passed = work()
      passing.add(passed)
      try {
        return await passed
      } finally {
        passing.delete(passed)
      }
    },
    async alone(work) {
      const before = lastAlone
      const { promise, resolve } = Promise.withResolvers<void>()
      lastAlone = promise
      await before
      await Promise.allSettled(passing)
      try {
        return await work()
      } finally {
        resolve()
      }
    },
  }
}
