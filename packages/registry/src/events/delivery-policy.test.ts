import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { afterFailure, defaultDeliveryPolicy } from './delivery-policy.ts'

describe('after a failure', () => {
  it('a delivery rests twice as long each time, up to the longest rest, and is dead after the last attempt', () => {
    const whole = 1
    expect([1, 2, 3, 7].map((attempt) => afterFailure(attempt, whole))).toEqual([5_000, 10_000, 20_000, 320_000].map((restMs) => ({ state: 'waiting', restMs })))
    expect(afterFailure(8, whole)).toEqual({ state: 'dead' })
    expect(afterFailure(12, whole, { ...defaultDeliveryPolicy, attempts: 20 })).toEqual({ state: 'waiting', restMs: 900_000 })
  })

  it('the rest is spread over its second half', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 7 }), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (attempt, random) => {
      const after = afterFailure(attempt, random)
      const wholeMs = 5_000 * 2 ** (attempt - 1)
      expect(after.state === 'waiting' ? after.restMs : 0).toBeGreaterThanOrEqual(wholeMs / 2)
      expect(after.state === 'waiting' ? after.restMs : Infinity).toBeLessThanOrEqual(wholeMs)
    }))
  })
})
