import fc from 'fast-check'
import { expect, test } from 'vitest'
import { boundaryChoice, chooseBoundaries } from './choose-boundaries.ts'

test('the first, the last and those that were named run with every seed', () => {
  fc.assert(fc.property(fc.integer({ min: 3, max: 40 }), fc.nat(100_000), (total, choice) => {
    expect(chooseBoundaries({ total, always: [1], choice })).toEqual(expect.arrayContaining([0, 1, total - 1]))
  }))
})

test('seeds that follow each other run every boundary between them', () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 9 }), fc.nat(100_000), (total, oneIn, seed) => {
    const run = Array.from({ length: oneIn }, (_, day) => chooseBoundaries({ total, oneIn, choice: seed + day })).flat()
    expect([...new Set(run)].toSorted((a, b) => a - b)).toEqual(chooseBoundaries({ total, choice: 'all' }))
  }))
})

test('the choice is what the environment says, else the day; anything else is refused', () => {
  expect(boundaryChoice('all')).toBe('all')
  expect(boundaryChoice('7')).toBe(7)
  expect(boundaryChoice(undefined, Date.parse('1970-01-03T23:00:00Z'))).toBe(2)
  expect(() => boundaryChoice('some')).toThrow('TENON_BOUNDARIES is some')
})
