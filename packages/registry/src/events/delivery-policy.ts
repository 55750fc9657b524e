/** How often a delivery is tried, and how long it rests in between. */
export interface DeliveryPolicy {
  /** Tries before a delivery is dead. */
  readonly attempts: number
  /** Rest after the first failure; it doubles with each further one. */
  readonly firstRestMs: number
  readonly longestRestMs: number
}

/** Eight tries over about ten minutes. */
export const defaultDeliveryPolicy: DeliveryPolicy = { attempts: 8, firstRestMs: 5_000, longestRestMs: 900_000 }

/** What becomes of a delivery whose handler failed. */
export type FailedAttempt = { readonly state: 'dead' } | { readonly state: 'waiting'; readonly restMs: number }

/**
 * Decides after a failure: rest and try again, or give up.
 * @param attempt - the one that failed, from 1
 * @param random - 0 up to 1: the rest is between half and the whole of its length, so that what failed together does not come back together
 */
export function afterFailure(attempt: number, random: number, policy: DeliveryPolicy = defaultDeliveryPolicy): FailedAttempt {
  if (attempt >= policy.attempts) return { state: 'dead' }
  const wholeMs = Math.min(policy.firstRestMs * 2 ** (attempt - 1), policy.longestRestMs)
  return { state: 'waiting', restMs: Math.round(wholeMs * (1 + random) / 2) }
}
