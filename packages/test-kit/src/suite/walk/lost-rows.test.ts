import { expect, test } from 'vitest'
import { lostRows, withColumnsOf, withoutTables } from './lost-rows.ts'

const note = (rows: readonly Readonly<Record<string, unknown>>[]) => new Map([['note', rows]])

test('rows that are there, in whatever order and with more beside them, are not lost', () => {
  expect(lostRows(note([{ id: 1, a: 'x' }, { id: 2, a: 'y' }]), note([{ id: 2, a: 'y', b: 1 }, { id: 3, a: 'z', b: 2 }, { id: 1, a: 'x', b: 3 }]))).toEqual([])
})

test('a row that is gone or changed is told with what is different now; equal rows count', () => {
  expect(lostRows(note([{ id: 1, a: 'x' }]), note([{ id: 1, a: 'y' }]))).toEqual(['note: 1 of 1 rows are gone or changed, such as a "x" (now "y").'])
  expect(lostRows(note([{ a: 'x' }, { a: 'x' }]), note([{ a: 'x' }]))).toEqual(['note: 1 of 2 rows are gone or changed, such as a "x".'])
})

test('a null that was filled is no loss, a value that became null is', () => {
  expect(lostRows(note([{ id: 1, a: null }]), note([{ id: 1, a: 'filled' }]))).toEqual([])
  expect(lostRows(note([{ id: 1, a: 'x' }]), note([{ id: 1, a: null }]))).toHaveLength(1)
})

test('a table or column that is gone is lost when something was in it', () => {
  expect(lostRows(note([{ id: 1, a: 'x', b: null }]), note([{ id: 1 }]))).toEqual(['note: the column a is gone.'])
  expect(lostRows(note([{ id: 1 }]), new Map())).toEqual(['note: the table is gone, and had 1 rows.'])
  expect(lostRows(note([]), new Map())).toEqual([])
})

test('looks can be narrowed to what another one knows, or widened past some tables', () => {
  expect([...withColumnsOf(new Map([['note', [{ id: 1, b: 2 }]], ['new', [{ id: 1 }]]]), note([{ id: 9 }]))]).toEqual([['note', [{ id: 1 }]]])
  expect([...withoutTables(note([{ id: 1 }]), ['note'])]).toEqual([])
})
