import { expect, it } from 'vitest'
import { flipUnderLoad } from './flip-under-load.ts'

it('a pin flips under load without a failed request and without code on the data of another version', async () => {
  const report = await flipUnderLoad({ flips: 10, connections: 8, tell: () => {} })
  expect(report).toMatchObject({ failed: 0, mismatches: 0 })
  expect(report.requests).toBeGreaterThan(20)
  expect(report.overlapMs).toHaveLength(10)
})
