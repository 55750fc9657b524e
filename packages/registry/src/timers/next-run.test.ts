import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nextRun } from './next-run.ts'

const at = (instant: string) => Date.parse(instant)
const next = (cron: string, timeZone: string, now: string) => {
  const found = nextRun({ name: 't', cron, timeZone }, { lastRun: null, now: at(now) })
  return found === null ? null : new Date(found).toISOString()
}

describe('a timer by minutes', () => {
  it('first runs one interval after it is there, then one after each run that happened', () => {
    expect(nextRun({ name: 't', minutes: 10 }, { lastRun: null, now: 1_000 })).toBe(601_000)
    expect(nextRun({ name: 't', minutes: 10 }, { lastRun: 2_000, now: 90_000 })).toBe(602_000)
  })
})

describe('a timer by cron', () => {
  it('is read in UTC unless a time zone is given', () => {
    expect(nextRun({ name: 't', cron: '0 3 * * *' }, { lastRun: null, now: at('2026-11-23T02:00:00Z') })).toBe(at('2026-11-23T03:00:00Z'))
    expect(next('0 3 * * *', 'America/New_York', '2026-11-23T02:00:00Z')).toBe('2026-11-23T08:00:00.000Z')
  })

  it('runs once where the clock jumps over its time, and once where its time comes twice', () => {
    // In Berlin 02:30 does not exist on 29 March 2026, and comes twice on 25 October 2026.
    const spring = next('30 2 * * *', 'Europe/Berlin', '2026-03-28T12:00:00Z')
    expect(spring).toBe('2026-03-29T01:00:00.000Z')
    expect(next('30 2 * * *', 'Europe/Berlin', spring ?? '')).toBe('2026-03-30T00:30:00.000Z')
    const autumn = next('30 2 * * *', 'Europe/Berlin', '2026-10-24T12:00:00Z')
    expect(autumn).toBe('2026-10-25T00:30:00.000Z')
    expect(next('30 2 * * *', 'Europe/Berlin', autumn ?? '')).toBe('2026-10-26T01:30:00.000Z')
  })

  it('that never falls due has no next run, and one that cannot be read throws', () => {
    expect(next('0 0 30 2 *', 'UTC', '2026-01-01T00:00:00Z')).toBeNull()
    expect(() => next('often', 'UTC', '2026-01-01T00:00:00Z')).toThrow()
    expect(() => next('0 0 * * * *', 'UTC', '2026-01-01T00:00:00Z')).toThrow()
    expect(() => next('0 3 * * *', 'Mars/Olympus', '2026-01-01T00:00:00Z')).toThrow()
  })

  it('agrees with going forward minute by minute', () => {
    const field = (max: number) => fc.oneof(fc.constant('*'), fc.nat(max).map(String), fc.integer({ min: 2, max: 30 }).map((every) => `*/${every}`).filter((text) => Number(text.slice(2)) <= max))
    fc.assert(fc.property(field(59), field(23), fc.integer({ min: 0, max: 500_000 }), (minute, hour, start) => {
      const now = at('2026-01-01T00:00:20Z') + start * 60_000
      const fits = (text: string, value: number) => text === '*' || (text.startsWith('*/') ? value % Number(text.slice(2)) === 0 : value === Number(text))
      let expected = Math.floor(now / 60_000) * 60_000 + 60_000
      while (!fits(minute, new Date(expected).getUTCMinutes()) || !fits(hour, new Date(expected).getUTCHours())) expected += 60_000
      expect(nextRun({ name: 't', cron: `${minute} ${hour} * * *` }, { lastRun: null, now })).toBe(expected)
    }))
  })
})
