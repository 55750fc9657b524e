import { describe, expect, it } from 'vitest'
import { describeResult, median, reachesGoals } from './bench-result.ts'

describe('a benchmark result', () => {
  it('takes the middle of its rounds', () => {
    expect(median([9, 1, 5])).toBe(5)
    expect(median([9, 1, 5, 7])).toBe(6)
    expect(median([])).toBe(0)
  })

  it('reaches its goals only when every ratio does', () => {
    expect(reachesGoals({ ratios: { a: 0.9, b: 1 }, goals: { a: 0.9, b: 1 } })).toBe(true)
    expect(reachesGoals({ ratios: { a: 0.89 }, goals: { a: 0.9 } })).toBe(false)
    expect(reachesGoals({ ratios: {}, goals: { a: 0.9 } })).toBe(false)
  })

  it('says in words which goal was missed', () => {
    const lines = describeResult({ name: 'x', unit: 'ms', ours: 1, peers: { other: 2 }, limits: {}, ratios: { other: 0.5 }, goals: { other: 1 }, environment: { node: 'v24' }, rounds: {} })
    expect(lines.join('\n')).toMatch(/ratio to other +0\.5 +goal 1: MISSED/)
  })
})
