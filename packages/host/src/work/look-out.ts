/** Looks for work whenever somebody says that there may be some, one look at a time. */
export interface LookOut {
  /** There may be work for this tenant; for any when null. Cheap: what comes while a look is under way is one more look. */
  wake(tenantId: string | null): void
  /** Looks no more. Resolves when the last look is over. */
  stop(): Promise<void>
}

/** What a look does. It must not reject. */
export type Look = (tenantId: string | null) => Promise<void>

/** Starts to look, first of all at everything, and again every `lookEveryMs`. */
export function startLookOut(look: Look, lookEveryMs: number): LookOut {
  let wanted: string | null | undefined
  let looking: Promise<void> | null = null
  let stopped = false

  async function lookUntilSeen(): Promise<void> {
    for (; wanted !== undefined && !stopped;) {
      const tenantId = wanted
      wanted = undefined
      await look(tenantId)
    }
    looking = null
  }

  function wake(tenantId: string | null): void {
    if (stopped) return
    wanted = wanted === undefined || wanted === tenantId ? tenantId : null
    looking ??= lookUntilSeen()
  }

  const timer = setInterval(() => wake(null), lookEveryMs)
  timer.unref()
  wake(null)
  return {
    wake,
    async stop() {
      stopped = true
      clearInterval(timer)
      await looking
    },
  }
}
