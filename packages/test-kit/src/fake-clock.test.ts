import { expect, test } from 'vitest'
import { countingIds } from './counting-ids.ts'
import { fakeClock } from './fake-clock.ts'

test('a fake clock stands still until it is moved', () => {
  const clock = fakeClock('2026-03-01T00:00:00Z')
  expect(clock.now()).toBe(Date.UTC(2026, 2, 1))
  clock.advance(1500)
  expect(clock.now()).toBe(Date.UTC(2026, 2, 1) + 1500)
  clock.set('2026-04-01T00:00:00Z')
  expect(clock.now()).toBe(Date.UTC(2026, 3, 1))
})

test('ids count per prefix and start afresh with every counter', () => {
  const createId = countingIds()
  expect([createId('plan'), createId('plan'), createId('operation')]).toEqual(['plan_1', 'plan_2', 'operation_1'])
  expect(countingIds()('plan')).toBe('plan_1')
})
