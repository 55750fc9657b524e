import { expect, test } from 'vitest'
import { describeWork } from './describe-work.ts'

const run = () => Promise.resolve()

test('events and timers are listed as the code has them, in the order of their names', () => {
  const work = { on: { 'b.did': run, 'a.did': run }, every: { sweep: { minutes: 5, run }, close: { cron: '0 3 * * 1-5', timeZone: 'Europe/Berlin', run } } }
  expect(describeWork(work)).toEqual({
    handles: ['a.did', 'b.did'],
    timers: [{ name: 'close', cron: '0 3 * * 1-5', timeZone: 'Europe/Berlin' }, { name: 'sweep', minutes: 5 }],
  })
})

test('a module without either says nothing of them', () => {
  expect(describeWork({})).toEqual({})
  expect(describeWork({ on: {}, every: {} })).toEqual({})
})

test.each([
  [{ minutes: 0, run }, '0 minutes is not an interval'],
  [{ minutes: 1.5, run }, '1.5 minutes is not an interval'],
  [{ minutes: Number.NaN, run }, 'NaN minutes is not an interval'],
  [{ cron: 'often', run }, '"often" in UTC cannot be read'],
  [{ cron: '* * * * * *', run }, 'cannot be read'],
  [{ cron: '0 0 30 2 *', run }, 'never comes'],
  [{ cron: '0 3 * * *', timeZone: 'Mars/Olympus', run }, 'in Mars/Olympus cannot be read'],
  [{ cron: '0 3 * * *', minutes: 3, run }, 'both minutes and a cron'],
])('%o is refused at build time', (timer, reason) => {
  expect(() => describeWork({ every: { odd: timer } })).toThrow(expect.objectContaining({ code: 'TIMER_INVALID', problem: expect.objectContaining({ title: expect.stringContaining(reason) as string }) as unknown }))
})
