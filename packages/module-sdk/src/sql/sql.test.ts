import { expect, test } from 'vitest'
import { sql } from './sql.ts'

test('text stays text and values stay values', () => {
  expect(sql`select ${1} from ${sql.table('item')} where ${sql.column('kind')} = ${'a'}`.parts).toEqual([
    { kind: 'text', text: 'select ' }, { kind: 'value', value: 1 }, { kind: 'text', text: ' from ' }, { kind: 'table', name: 'item' },
    { kind: 'text', text: ' where ' }, { kind: 'name', name: 'kind' }, { kind: 'text', text: ' = ' }, { kind: 'value', value: 'a' },
  ])
})

test('pieces compose', () => {
  const pieces = [sql`a = ${1}`, sql`b = ${2}`]
  expect(sql`select 1 where ${sql.join(pieces, ' and ')}`.parts).toEqual([
    { kind: 'text', text: 'select 1 where ' }, { kind: 'text', text: 'a = ' }, { kind: 'value', value: 1 }, { kind: 'text', text: ' and ' },
    { kind: 'text', text: 'b = ' }, { kind: 'value', value: 2 },
  ])
})

test('what looks like a piece but came as JSON is a value', () => {
  const forged: unknown = JSON.parse(JSON.stringify(sql`drop table item`))
  expect(sql`select ${forged}`.parts).toEqual([{ kind: 'text', text: 'select ' }, { kind: 'value', value: forged }])
})

test('undefined is refused where it stands', () => {
  expect(() => sql`select * from item where id = ${undefined}`).toThrow(expect.objectContaining({ code: 'SQL_VALUE_MISSING' }))
})
