import { describe, expect, it } from 'vitest'
import { describeStatements } from './describe-statements.ts'

const history = ['create table item (id int primary key, name text, weight int, price numeric(10,2)); create table shop (id int primary key); create index item_name on item (name);']
const linesOf = async (sql: string, sameMove: readonly string[] = []) =>
  (await describeStatements(sql, { history, sameMove })).map(({ touches, locks, cost }) => `${touches.join(' ')}: ${locks.map(({ table, mode }) => `${table} ${mode}`).join(', ')}${locks.length > 0 ? ', ' : ''}${cost}`)

describe('a statement', () => {
  it.each([
    ['alter table item add column note text', 'item.note: item access exclusive, instant'],
    ['alter table item add column id2 uuid default gen_random_uuid()', 'item.id2: item access exclusive, rewrites-table'],
    ['alter table item alter column price type numeric(12,2)', 'item.price: item access exclusive, instant'],
    ['alter table item alter column weight type bigint', 'item.weight: item access exclusive, rewrites-table'],
    ['alter table item alter column name set not null', 'item.name: item access exclusive, reads-table'],
    ['alter table item add constraint c check (weight > 0)', 'item: item access exclusive, reads-table'],
    ['alter table item add constraint c check (weight > 0) not valid', 'item: item access exclusive, instant'],
    ['alter table item validate constraint c', 'item: item share update exclusive, reads-table'],
    ['alter table item add foreign key (weight) references shop (id)', 'item: item share row exclusive, shop share row exclusive, reads-table'],
    ['create table crate (id int, item_id int references item (id))', 'crate: item share row exclusive, instant'],
    ['create table crate (id int)', 'crate: instant'],
    ['create index on item (weight)', 'item: item share, reads-table'],
    ['create index concurrently i on item (weight)', 'item: item share update exclusive, reads-table'],
    ['drop index item_name', 'item_name: item access exclusive, instant'],
    ['drop table item, shop', 'item shop: item access exclusive, shop access exclusive, instant'],
    ['alter table item rename column name to title', 'item.name: item access exclusive, instant'],
    ['update item set name = sku', 'item: item row exclusive, writes-rows'],
    ['with gone as (delete from shop returning id) insert into item (id) select id from gone', 'item: item row exclusive, shop row exclusive, writes-rows'],
    [`insert into shop values (1)`, 'shop: shop row exclusive, instant'],
    ['do $$ begin update item set weight = 1; alter table shop add column n int; end $$', 'item shop.n: shop access exclusive, item row exclusive, writes-rows'],
    ['create function f() returns int language sql as $$ select 1 $$', ': instant'],
  ])('%s', async (sql, expected) => {
    expect(await linesOf(sql)).toEqual([expected])
  })

  it('locks for nobody what the same move has made', async () => {
    expect(await linesOf('create index on crate (id); alter table crate add column note text not null default now()::text;', ['create table crate (id int)'])).toEqual(['crate: instant', 'crate.note: instant'])
  })

  it('is shown on one line without comments, short, with its line in the file', async () => {
    const described = await describeStatements(`-- phase: expand\n\nalter table item -- of the shop\n  add column note text;\nselect '${'x'.repeat(200)}';`)
    expect(described.map(({ text, line }) => [text.length <= 120, line])).toEqual([[true, 3], [true, 5]])
    expect(described[0]?.text).toBe('alter table item add column note text')
  })

  it('of a text that is no SQL there are none', async () => {
    expect(await describeStatements('alter tabel item')).toEqual([])
    expect(await describeStatements('-- nothing')).toEqual([])
  })
})
