import { describe, expect, it } from 'vitest'
import { crashRunAfter, restartDelayMs } from './restart-delay.ts'
import type { CrashRun } from './restart-delay.ts'

const delaysOf = (servedMs: readonly (number | null)[]) => {
  let run: CrashRun = { crashes: 0 }
  return servedMs.map((served) => restartDelayMs((run = crashRunAfter(run, served))))
}

describe('the delay before the next host', () => {
  it('is nothing after the first crash, doubles from then on, and stays at 30 s', () => {
    expect(delaysOf(Array.from({ length: 10 }, () => null))).toEqual([0, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000])
  })

  it('is nothing again after a host that served for a minute', () => {
    expect(delaysOf([null, 200, 59_999, 60_000, null])).toEqual([0, 500, 1_000, 0, 500])
  })
})
