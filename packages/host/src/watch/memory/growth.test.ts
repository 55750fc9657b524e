import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { growthOf, withReading } from './growth.ts'
import type { MemoryReading } from './growth.ts'

const readings = (liveBytes: readonly number[]) => liveBytes.reduce<readonly MemoryReading[]>((all, bytes, index) => withReading(all, { at: index, liveBytes: bytes }), [])
const judged = (liveBytes: readonly number[]) => growthOf(readings(liveBytes), 100)
const many = (count: number, of: (index: number) => number) => Array.from({ length: count }, (_, index) => of(index))

describe('the growth of a version', () => {
  it('is not judged before there are six readings', () => {
    expect(judged([0, 100, 200, 300, 400])).toEqual({ grownBytes: 0, isGrowing: false })
    expect(judged([0, 100, 200, 300, 400, 500])).toEqual({ grownBytes: 400, isGrowing: true })
  })

  it.each<[string, readonly number[], boolean]>([
    ['climbs', many(30, (index) => index * 10), true],
    ['climbs while work in progress comes and goes', many(30, (index) => index * 10 + (index % 3) * 40), true],
    ['climbs by less than the budget', many(30, (index) => index), false],
    ['is a cache that filled and stays', many(60, (index) => Math.min(index * 50, 400)), false],
    ['is one large table', many(30, (index) => (index < 12 ? 0 : 500)), false],
    ['comes and goes', many(30, (index) => (index % 2) * 500), false],
    ['falls', many(30, (index) => 1_000 - index * 10), false],
  ])('that %s', (_what, liveBytes, isGrowing) => {
    expect(judged(liveBytes).isGrowing).toBe(isGrowing)
  })

  it('is found whatever went before it', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 500 }), { maxLength: 60 }), (before) => {
      expect(judged([...before, ...many(24, (index) => 600 + index * 10)]).isGrowing).toBe(true)
    }))
  })

  it('is none however the readings of one that only comes and goes fall', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 1_000, max: 1_099 }), { maxLength: 60 }), (liveBytes) => {
      expect(judged(liveBytes).isGrowing).toBe(false)
    }))
  })
})
