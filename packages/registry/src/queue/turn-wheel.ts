/** Something a host does again and again. */
export type Round = () => Promise<void>

/**
 * Does the rounds one after the other, and again a while later. One that fails is done again with the next turn: each
 * looks at rows and finds there what is left to do.
 * @returns what stops it, after the round in progress
 */
export function turnWheel(rounds: readonly Round[], everyMs: number): () => Promise<void> {
  const stopped = new AbortController()
  let timer: NodeJS.Timeout | null = null
  let turning: Promise<void> = Promise.resolve()

  async function turn(): Promise<void> {
    for (const round of rounds) if (!stopped.signal.aborted) await round().catch(() => undefined)
    schedule()
  }

  function schedule(): void {
    if (stopped.signal.aborted) return
    timer = setTimeout(() => { turning = turn() }, everyMs)
    timer.unref()
  }

  schedule()
  return async () => {
    stopped.abort()
    if (timer !== null) clearTimeout(timer)
    await turning
  }
}
