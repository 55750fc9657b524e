import fc from 'fast-check'
import { expect, it } from 'vitest'
import { requiredDataVersion } from './manifest.ts'
import type { MigrationEntry, MigrationPhase } from './manifest.ts'

const phases = ['expand', 'backfill', 'contract', 'irreversible'] as const satisfies readonly MigrationPhase[]

function historyOf(each: readonly MigrationPhase[]): MigrationEntry[] {
  return each.map((phase, index) => ({ name: `000${index + 1}_x`, dataVersion: index + 1, phase, checksum: '' }))
}

it('a module without migrations needs data version 0', () => {
  expect(requiredDataVersion({ migrations: [] })).toBe(0)
})

it('contract steps wait for finalize and are not needed', () => {
  expect(requiredDataVersion({ migrations: historyOf(['expand', 'backfill', 'contract']) })).toBe(2)
  expect(requiredDataVersion({ migrations: historyOf(['expand', 'contract', 'expand']) })).toBe(3)
  expect(requiredDataVersion({ migrations: historyOf(['contract']) })).toBe(0)
})

it('is the newest step that is not a contract, whatever the history', () => {
  fc.assert(fc.property(fc.array(fc.constantFrom(...phases)), (each) => {
    const slow = historyOf(each).filter((entry) => entry.phase !== 'contract').at(-1)?.dataVersion ?? 0
    expect(requiredDataVersion({ migrations: historyOf(each) })).toBe(slow)
  }))
})
