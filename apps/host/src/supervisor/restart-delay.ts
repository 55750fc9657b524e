/** A host that served this long before it ended has not crashed at its start: the count begins anew. */
const provenMs = 60_000
const firstDelayMs = 500
const longestDelayMs = 30_000

/** How often hosts ended in a row. */
export interface CrashRun {
  readonly crashes: number
}

/** The run after one more host ended. Pure. @param servedMs - how long it served; null: it never did */
export function crashRunAfter(run: CrashRun, servedMs: number | null): CrashRun {
  return servedMs !== null && servedMs >= provenMs ? { crashes: 1 } : { crashes: run.crashes + 1 }
}

/** How long to wait before the next host: at once after the first crash, then 0.5 s, doubled up to 30 s. Pure. */
export function restartDelayMs({ crashes }: CrashRun): number {
  return crashes <= 1 ? 0 : Math.min(firstDelayMs * 2 ** (crashes - 2), longestDelayMs)
}
