import type { TimerEntry } from '@tenon/model'
import { Cron } from 'croner'

/** When a timer ran last and what time it is, in milliseconds since the Unix epoch. */
export interface RunTimes {
  /** Start of the last run; null before the first. */
  readonly lastRun: number | null
  readonly now: number
}

/**
 * When a timer runs next. However many runs were missed, it is one: the next is counted from the last run that
 * happened, or is the next instant after now that the expression names.
 *
 * In the hour that a change of clocks leaves out, a run at a fixed time happens when that hour would have ended;
 * in the hour that comes twice, it happens once.
 * @returns null when no instant fits, such as 30 February
 * @throws Error when expression or time zone cannot be read; the build refuses such a module
 */
export function nextRun({ minutes, cron, timeZone = 'UTC' }: TimerEntry, { lastRun, now }: RunTimes): number | null {
  if (cron === undefined) return (lastRun ?? now) + (minutes ?? Number.NaN) * 60_000
  return new Cron(cron, { mode: '5-part', timezone: timeZone, paused: true }).nextRun(new Date(now))?.getTime() ?? null
}
