import { expect, test } from 'vitest'
import { formatMark, ledgerDigest, parseMark } from './schema-mark.ts'

const entry = { name: '0001_create_item', checksum: 'a'.repeat(64), prepared: false, finalized: false }

test('a mark reads back as it was written', () => {
  for (const kept of [true, false]) {
    const mark = { dataVersion: 12, ledger: ledgerDigest([entry]), kept }
    expect(parseMark(formatMark(mark))).toEqual(mark)
  }
})

test('comments of others are no marks', () => {
  for (const comment of [null, '', 'our schema', 'tenon', 'tenon 1 zz clean', `tenon 1 ${'a'.repeat(32)} kept `]) expect(parseMark(comment)).toBeNull()
})

test('the digest tells order, state and SQL apart', () => {
  const other = { ...entry, name: '0002_add_note' }
  const ledgers = [[], [entry], [other], [entry, other], [other, entry], [{ ...entry, prepared: true }], [{ ...entry, finalized: true }], [{ ...entry, checksum: 'b'.repeat(64) }]]
  expect(new Set(ledgers.map(ledgerDigest)).size).toBe(ledgers.length)
})
