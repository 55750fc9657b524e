import type { BarredVersion } from '@tenon/host'
import type { NamedVersion } from './messages.ts'

/** What a supervisor knows of versions that end hosts while they are loaded. */
export interface Suspicion {
  readonly barred: readonly BarredVersion[]
  /** True when the last host ended while several versions were being loaded: the next one loads them one at a time, so that it can only be one. */
  readonly oneAtATime: boolean
}

/** What is known at the start. */
export const noSuspicion: Suspicion = { barred: [], oneAtATime: false }

/**
 * What is known after a host ended. Pure.
 * @param loading - versions it had begun to load and not finished
 * @param how - how it ended, for the reason: `with exit code 7`
 */
export function suspicionAfter(before: Suspicion, loading: readonly NamedVersion[], how: string): Suspicion {
  const [first, ...others] = loading
  if (first === undefined) return before
  if (others.length > 0) return { ...before, oneAtATime: true }
  const barred: BarredVersion = { ...first, reason: `the host ended ${how} while it loaded ${first.label}` }
  return { barred: [...before.barred.filter(({ key }) => key !== first.key), barred], oneAtATime: before.oneAtATime }
}
