import { describe, expect, it } from 'vitest'
import { isReadingDue, nextReading } from './reading-need.ts'

const limits = { stepBytes: 100, readEveryMs: 10 }
const last = { at: 0, heapBytes: 1_000, gapMs: 10 }

describe('a reading of the heap', () => {
  it('is due at first, and again when the heap holds a step more and the last is not too near', () => {
    expect(isReadingDue(null, { at: 0, heapBytes: 5 }, limits)).toBe(true)
    expect(isReadingDue(last, { at: 100, heapBytes: 1_099 }, limits)).toBe(false)
    expect(isReadingDue(last, { at: 100, heapBytes: 1_100 }, limits)).toBe(true)
    expect(isReadingDue(last, { at: 9, heapBytes: 5_000 }, limits)).toBe(false)
  })

  it('takes longer steps on a large heap', () => {
    const large = { ...last, heapBytes: 16_000 }
    expect(isReadingDue(large, { at: 100, heapBytes: 16_999 }, limits)).toBe(false)
    expect(isReadingDue(large, { at: 100, heapBytes: 17_000 }, limits)).toBe(true)
  })

  it('makes the next wait longer and longer while only garbage is found, and short again when more lives', () => {
    const gaps: number[] = []
    let reading = nextReading(null, { at: 0, heapBytes: 1_000 }, limits)
    for (let turn = 0; turn < 20; turn += 1) gaps.push((reading = nextReading(reading, { at: turn, heapBytes: 1_050 }, limits)).gapMs)
    expect(gaps.slice(0, 3)).toEqual([20, 40, 80])
    expect(gaps.at(-1)).toBe(600_000)
    expect(nextReading(reading, { at: 99, heapBytes: 1_150 }, limits)).toEqual({ at: 99, heapBytes: 1_150, gapMs: 10 })
  })
})
