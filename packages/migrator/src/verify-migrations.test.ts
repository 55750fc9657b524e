import type { LedgerEntry, MigrationSource } from '@tenon/model'
import { expect, test } from 'vitest'
import { dataVersionOf, pendingContract, pendingDown, pendingUp } from './verify-migrations.ts'

const migration = (dataVersion: number, phase: MigrationSource['phase'] = 'expand'): MigrationSource => ({
  name: `000${dataVersion}_change_shape`, dataVersion, phase, run: 'transaction', checksum: `sum ${dataVersion}`, up: '', down: '', restore: null, upFile: '', downFile: '',
})
const applied = (dataVersion: number, phase: MigrationSource['phase'] = 'expand'): LedgerEntry & { readonly finalized: boolean } => ({
  ...migration(dataVersion, phase), prepared: false, appliedAt: '2026-01-01T00:00:00.000Z', finalized: false,
})
const history = [migration(1), migration(2, 'backfill'), migration(3, 'contract'), migration(4)]
const versions = (entries: readonly { readonly dataVersion: number }[]) => entries.map(({ dataVersion }) => dataVersion)

test('an upgrade runs what is missing, in order, and leaves contract steps to finalize', () => {
  expect(versions(pendingUp([], history.toReversed(), 4))).toEqual([1, 2, 4])
  expect(versions(pendingUp([applied(1)], history, 2))).toEqual([2])
  expect(versions(pendingUp([applied(1), applied(2), applied(3, 'contract')], history, 4))).toEqual([4])
})

test('a migration may not slip in before one already applied', () => {
  expect(() => pendingUp([applied(1), applied(4)], history, 4)).toThrow(expect.objectContaining({ code: 'MIGRATION_OUT_OF_ORDER' }))
})

test('finalize runs the contract steps, also after later upgrades, and never before earlier steps', () => {
  expect(versions(pendingContract([applied(1), applied(2), applied(4)], history, 4))).toEqual([3])
  expect(() => pendingContract([applied(1)], history, 4)).toThrow(expect.objectContaining({ code: 'MIGRATION_OUT_OF_ORDER' }))
})

test('a ledger with another name or checksum is refused', () => {
  expect(() => pendingUp([applied(1), { ...applied(2), checksum: 'other' }], history, 4)).toThrow(expect.objectContaining({ code: 'MIGRATION_CHECKSUM_MISMATCH' }))
  expect(() => pendingUp([{ ...applied(1), name: '0001_other' }], history, 4)).toThrow(expect.objectContaining({ code: 'MIGRATION_UNKNOWN' }))
})

test('the way back is newest first, and closed by irreversible and finalized steps', () => {
  expect(versions(pendingDown([applied(1), applied(2), applied(4)], 1))).toEqual([4, 2])
  expect(() => pendingDown([applied(1), { ...applied(2), down: null }, applied(4)], 1)).toThrow(expect.objectContaining({ code: 'MIGRATION_IRREVERSIBLE' }))
  expect(() => pendingDown([applied(1), { ...applied(2), finalized: true }], 1)).toThrow(expect.objectContaining({ code: 'MIGRATION_IRREVERSIBLE' }))
  expect(dataVersionOf([applied(1), applied(4)])).toBe(4)
})
