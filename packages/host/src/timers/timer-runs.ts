import type { TakenTimer, TimerEnd, WorkShare } from '@tenon/registry'

/** What runs timers. */
export interface TimerRunsParts {
  readonly share: WorkShare
  readonly run: (timer: TakenTimer) => Promise<TimerEnd>
  readonly timersAtOnce: number
  /** Asks for another look. */
  readonly wake: (tenantId: string | null) => void
  readonly onError: (error: unknown) => void
}

/** Takes timers that are due and runs them. */
export interface TimerRuns {
  /** Takes what is due, as far as there is room. */
  look(): Promise<void>
  /** Resolves when nothing runs. */
  idle(): Promise<void>
}

/** Nothing runs yet. */
export function createTimerRuns({ share, run, timersAtOnce, wake, onError }: TimerRunsParts): TimerRuns {
  const running = new Set<Promise<void>>()
  let isFull = false

  async function end(timer: TakenTimer): Promise<void> {
    try {
      await share.endTimer(timer, await run(timer))
    } catch (error) {
      onError(error)
    }
  }

  function start(timer: TakenTimer): void {
    const run: Promise<void> = end(timer).finally(() => {
      running.delete(run)
      if (!isFull) return
      isFull = false
      wake(null)
    })
    running.add(run)
  }

  return {
    async look() {
      const limit = timersAtOnce - running.size
      const taken = limit > 0 ? await share.takeTimers(limit) : []
      for (const timer of taken) start(timer)
      isFull ||= taken.length >= limit
    },
    async idle() {
      await Promise.all(running)
    },
  }
}
