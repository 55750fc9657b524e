/** When a version that keeps the event loop from turning is cut off, and for how long. */
export interface CutOffPolicy {
  /** So many certain standstills cut it off; 0: never. */
  readonly blocks: number
  /** Within this time. */
  readonly withinMs: number
  readonly forMs: number
}

/** Three in a minute: every tenant of the host waited for each of them. */
export const defaultCutOffPolicy: CutOffPolicy = { blocks: 3, withinMs: 60_000, forMs: 30_000 }

/**
 * The standstills that still count, and whether they are too many. Pure.
 * @param before - times of those that counted before, oldest first
 */
export function noteStandstill(before: readonly number[], at: number, { blocks, withinMs }: CutOffPolicy): { readonly times: readonly number[]; readonly isDue: boolean } {
  const times = [...before.filter((time) => at - time < withinMs), at]
  return blocks > 0 && times.length >= blocks ? { times: [], isDue: true } : { times, isDue: false }
}
