import { expect, test } from 'vitest'
import { randomFrom, randomValue } from './random-values.ts'

test('the same seed gives the same values, another seed others', () => {
  const column = { base: 'text', modifier: -1, labels: null }
  const some = (seed: number) => {
    const random = randomFrom(seed)
    return Array.from({ length: 5 }, () => randomValue(column, random))
  }
  expect(some(7)).toEqual(some(7))
  expect(some(7)).not.toEqual(some(8))
})

test('a value fits its modifier, an enum takes its labels, an unknown type none', () => {
  const random = randomFrom(1)
  for (let i = 0; i < 200; i += 1) {
    expect(randomValue({ base: 'varchar', modifier: 4 + 5, labels: null }, random)?.length).toBeLessThanOrEqual(5)
    // numeric(6,2)
    expect(Number(randomValue({ base: 'numeric', modifier: (6 << 16) + 2 + 4, labels: null }, random))).toBeLessThan(10_000)
    expect(['a', 'b']).toContain(randomValue({ base: 'anything', modifier: -1, labels: ['a', 'b'] }, random))
  }
  expect(randomValue({ base: 'hstore', modifier: -1, labels: null }, random)).toBeNull()
})
