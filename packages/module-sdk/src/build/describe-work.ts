import type { Manifest, TimerEntry } from '@tenon/model'
import { defineErrors } from '@tenon/model'
import { Cron } from 'croner'
import type { ModuleDefinition, TimerDefinition } from '../module.ts'

const errors = defineErrors({
  TIMER_INVALID: {
    category: 'invalid-input',
    title: (d: { timer: string; reason: string }) => `The timer "${d.timer}" cannot run: ${d.reason}.`,
    next: () => 'Give it either minutes, a whole number from 1, or a cron expression of five fields, with an IANA time zone if not UTC.',
  },
})

/**
 * The events that a module handles and the timers that it runs, read from its code.
 * @returns no member for what it does not have
 * @throws TIMER_INVALID
 */
export function describeWork({ on = {}, every = {} }: Pick<ModuleDefinition, 'on' | 'every'>): Pick<Manifest, 'handles' | 'timers'> {
  const handles = Object.keys(on).toSorted()
  const timers = Object.entries(every).map(timerEntry).toSorted((a, b) => (a.name < b.name ? -1 : 1))
  return { ...(handles.length === 0 ? {} : { handles }), ...(timers.length === 0 ? {} : { timers }) }
}

function timerEntry([name, timer]: readonly [string, TimerDefinition<unknown>]): TimerEntry {
  if ('minutes' in timer && 'cron' in timer) throw errors.TIMER_INVALID({ timer: name, reason: 'it names both minutes and a cron expression' })
  return 'cron' in timer ? cronEntry(name, timer) : minutesEntry(name, timer.minutes)
}

function minutesEntry(name: string, minutes: number): TimerEntry {
  if (!Number.isSafeInteger(minutes) || minutes < 1) throw errors.TIMER_INVALID({ timer: name, reason: `${minutes} minutes is not an interval` })
  return { name, minutes }
}

/** Read by the library that the registry reads it with. One that never falls due is a mistake too. */
function cronEntry(name: string, { cron, timeZone }: Extract<TimerDefinition<unknown>, { readonly cron: string }>): TimerEntry {
  const zone = timeZone === undefined ? {} : { timeZone }
  if (nextInstant(name, cron, timeZone ?? 'UTC') === null) throw errors.TIMER_INVALID({ timer: name, reason: `"${cron}" never comes` })
  return { name, cron, ...zone }
}

function nextInstant(name: string, cron: string, timezone: string): Date | null {
  try {
    return new Cron(cron, { mode: '5-part', timezone, paused: true }).nextRun()
  } catch (error) {
    throw errors.TIMER_INVALID({ timer: name, reason: `"${cron}" in ${timezone} cannot be read (${error instanceof Error ? error.message : String(error)})` })
  }
}
