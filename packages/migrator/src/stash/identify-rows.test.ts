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
  return identifyRows([loss], [after], [loss])[0]?.table.key
}

test('rows are told apart by the newer key where it outlives the downs', () => {
  expect(identity(table([1, 3], ['t', 'i', 't']), table([1, 2], ['t', 'i', 't']))).toEqual([1, 3])
})

test('by the older key where the newer one goes or changes its type, and its columns were there already', () => {
  expect(identity(table([1, 3], ['t', 'i', 'u']), table([1, 2], ['t', 'i', '']))).toEqual([1, 2])
  expect(identity(table([1, 3], ['t', 'i', 'n']), table([1, 2], ['t', 'i', 't']))).toEqual([1, 2])
})

test('by all that both sides have, and a place among equals, where no key is on both sides or there is none', () => {
  const keyless: Loss = { table: table(null, ['t', 'i', 'n', 'u']), kind: 'columns', lostColumns: [] }
  const settled = [table(null, ['t', 'i', 'x'])]
  expect(identifyRows([keyless], settled, [keyless])).toMatchObject([{ table: { key: [1, 2] }, placed: true }])
  expect(identity(table([1, 3], ['t', '', 'u']), table([1, 2], ['t', 'i', '']))).toEqual([1])
  expect(identity(table(null, ['t']), table([1], ['t']))).toEqual([1])
})

test('by what they have, or nothing, where a down touches the rows', () => {
  const keyless: Loss = { table: table(null, ['t', 'i']), kind: 'columns', lostColumns: [] }
  const touched: Loss = { ...keyless, kind: 'rows' }
  for (const loss of identifyRows([keyless, touched], [table(null, ['t'])], [keyless, touched])) {
    expect(loss.table.key).toBeNull()
    expect(loss.placed).toBeUndefined()
  }
})
