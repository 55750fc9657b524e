import { describe, expect, it } from 'vitest'
import { noteStandstill } from './cut-off-policy.ts'

const policy = { blocks: 3, withinMs: 60_000, forMs: 30_000 }
const due = (times: readonly number[], blocks = policy.blocks) => {
  let counted: readonly number[] = []
  return times.map((at) => {
    const noted = noteStandstill(counted, at, { ...policy, blocks })
    counted = noted.times
    return noted.isDue
  })
}

describe('standstills', () => {
  it('cut off at the third within the time, and are counted anew after that', () => {
    expect(due([0, 10, 20, 30, 40, 50])).toEqual([false, false, true, false, false, true])
  })

  it('that lie too far apart never do', () => {
    expect(due([0, 30_000, 60_000, 90_000, 120_000])).toEqual([false, false, false, false, false])
  })

  it('never do when the policy says so', () => {
    expect(due([0, 1, 2, 3], 0)).toEqual([false, false, false, false])
  })
})
