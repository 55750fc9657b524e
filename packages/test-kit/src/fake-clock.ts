import type { Clock } from '@tenon/model'

/** A clock that moves only when told to. */
export interface FakeClock extends Clock {
  /** Moves time forward. */
  advance(milliseconds: number): void
  /** Sets the time: milliseconds since the Unix epoch, or anything `Date` parses. */
  set(instant: number | string): void
}

/**
 * A clock for tests.
 * @param start - where it stands at first; default 2026-01-01T00:00:00Z
 */
export function fakeClock(start: number | string = '2026-01-01T00:00:00Z'): FakeClock {
  let now = new Date(start).getTime()
  return {
    now: () => now,
    advance: (milliseconds) => { now += milliseconds },
    set: (instant) => { now = new Date(instant).getTime() },
  }
}
