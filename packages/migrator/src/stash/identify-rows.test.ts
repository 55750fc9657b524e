import { expect, test } from 'vitest'
import type { Loss } from './find-losses.ts'
import { identifyRows } from './identify-rows.ts'
import type { CatalogTable } from './read-catalog.ts'

const table = (key: readonly number[] | null, types: readonly string[]): CatalogTable => ({
  relation: '1', name: 'asset', storage: '1', updated: 0, deleted: 0, key,
  columns: types.flatMap((typeKey, index) => (typeKey === '' ? [] : [{ number: index + 1, name: `c${index + 1}`, typeKey, type: 'text', generated: false }])),
})

/** By which columns the rows of a table are told apart that had one key before the downs and another after them. */
function identity(before: CatalogTable, after: CatalogTable): readonly number[] | null | undefined {
  const loss: Loss = { table: before, kind: 'columns', lostColumns: [] }
  return identifyRows([loss], [after])[0]?.table.key
}

test('rows are told apart by the newer key where it outlives the downs', () => {
  expect(identity(table([1, 3], ['t', 'i', 't']), table([1, 2], ['t', 'i', 't']))).toEqual([1, 3])
})

test('by the older key where the newer one goes or changes its type, and its columns were there already', () => {
  expect(identity(table([1, 3], ['t', 'i', 'u']), table([1, 2], ['t', 'i', '']))).toEqual([1, 2])
  expect(identity(table([1, 3], ['t', 'i', 'n']), table([1, 2], ['t', 'i', 't']))).toEqual([1, 2])
})

test('by what they have where no key is on both sides, and by nothing without a key', () => {
  expect(identity(table([1, 3], ['t', '', 'u']), table([1, 2], ['t', 'i', '']))).toEqual([1, 3])
  expect(identity(table(null, ['t']), table([1], ['t']))).toBeNull()
})
