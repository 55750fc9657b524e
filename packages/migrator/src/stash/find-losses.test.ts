import { describe, expect, test } from 'vitest'
import { findLosses } from './find-losses.ts'
import type { CatalogColumn, CatalogTable } from './read-catalog.ts'

const column = (number: number, name: string, typeKey = '25:-1', generated = false): CatalogColumn => ({ number, name, typeKey, type: 'text', generated })
const table: CatalogTable = { relation: '1', name: 'item', storage: '1', updated: 0, deleted: 0, key: [1], columns: [column(1, 'id'), column(2, 'name'), column(3, 'sum', '23:-1', true)] }

describe('what a down takes away', () => {
  test('is nothing when names, order or constraints change', () => {
    expect(findLosses([table], [{ ...table, name: 'product', columns: [column(2, 'title'), column(1, 'id')], key: null }])).toEqual([])
  })

  test('is every stored column of a table that goes, also when another takes its name', () => {
    const lostColumns = [column(1, 'id'), column(2, 'name')]
    expect(findLosses([table], [])).toEqual([{ table, kind: 'table', lostColumns }])
    expect(findLosses([table], [{ ...table, relation: '2' }])).toEqual([{ table, kind: 'table', lostColumns }])
  })

  test('is the columns that go or change their type, also when another takes their name', () => {
    expect(findLosses([table], [{ ...table, columns: [column(1, 'id'), column(4, 'name')] }])).toEqual([{ table, kind: 'columns', lostColumns: [column(2, 'name')] }])
    expect(findLosses([table], [{ ...table, storage: '2', columns: [column(1, 'id'), column(2, 'name', '1043:14')] }])).toEqual([{ table, kind: 'columns', lostColumns: [column(2, 'name')] }])
  })

  test('may be rows when some were changed or deleted, or the table was emptied or rewritten', () => {
    for (const after of [{ ...table, updated: 1 }, { ...table, deleted: 1 }, { ...table, storage: '2' }]) {
      expect(findLosses([table], [after])).toEqual([{ table, kind: 'rows', lostColumns: [] }])
    }
  })
})
