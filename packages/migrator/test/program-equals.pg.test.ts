import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { moveByProgram, openPair, stateOf } from './program-fixture.ts'
import type { Pair } from './program-fixture.ts'
import { changeKinds, historyOf, opaqueKinds, writes } from './program-history.ts'

let pair: Pair

beforeAll(async () => { pair = await openPair() })
afterAll(() => pair.close())

interface Leg {
  readonly to: number
  readonly writes: string
}

/** Moves one tenant step by step and its twin by programs, with the same writes in between, and compares after each move. */
async function compare(kinds: readonly string[], legs: readonly Leg[]): Promise<readonly string[]> {
  const [slow, fast] = pair.tenants(historyOf(kinds))
  const ways: string[] = []
  let at = 0
  for (const { to, writes: sql } of legs) {
    if (to === at) continue
    await (to > at ? slow.up(to) : slow.down(to))
    ways.push(await moveByProgram(pair.program.database, fast, to))
    expect(await stateOf(pair.program.database, fast), `${kinds.join(', ')} from ${at} to ${to}: ${ways.at(-1) ?? ''}`).toEqual(await stateOf(pair.stepwise.database, slow))
    for (const tenant of [slow, fast]) await tenant.sql(sql)
    at = to
  }
  return ways
}

const [write] = fc.sample(writes, { numRuns: 1, seed: 7 })
const somewhat = write ?? ''

test.each(changeKinds)('%s: a program leaves what the same move step by step leaves', { timeout: 300_000 }, async (kind) => {
  const ways = await compare([kind], [{ to: 1, writes: somewhat }, { to: 2, writes: somewhat }, { to: 1, writes: '' }, { to: 2, writes: '' }])
  const [install, up, down] = ways
  expect([install, up]).toEqual(['program', 'program'])
  if (opaqueKinds.includes(kind)) expect(down).not.toBe('program')
  else expect(down).toBe('program')
})

test('so do histories of several changes, up and down through any versions, with random writes in between', { timeout: 600_000 }, async () => {
  const history = fc.uniqueArray(fc.constantFrom(...changeKinds), { minLength: 2, maxLength: 5 })
  const legs = fc.array(fc.record({ to: fc.integer({ min: 1, max: 6 }), writes }), { minLength: 3, maxLength: 5 })
  await fc.assert(fc.asyncProperty(history, legs, async (kinds, moves) => {
    await compare(kinds, moves.map((leg) => ({ ...leg, to: Math.min(leg.to, kinds.length + 1) })))
  }), { numRuns: Number(process.env['TENON_PROGRAM_RUNS'] ?? 12), endOnFailure: true })
})
