import { beforeAll, expect, it } from 'vitest'
import { lockOf } from './lock-of.ts'
import { loadParser, parseScript } from './parse-script.ts'

beforeAll(loadParser)

it.each([
  ['create table shop (id int)', null],
  ['create function f() returns int language sql as $$ select 1 $$', null],
  ['create table shop (item_id int references item (id))', 'ShareRowExclusive'],
  ['create index i on item (id)', 'Share'],
  ['create index concurrently i on item (id)', 'ShareUpdateExclusive'],
  ['alter table item add column a int', 'AccessExclusive'],
  ['alter table item validate constraint c', 'ShareUpdateExclusive'],
  ['alter table item add foreign key (a) references b (c)', 'ShareRowExclusive'],
  ['alter table item add foreign key (a) references b (c), alter column a drop not null', 'AccessExclusive'],
  ['alter table item alter column a set statistics 100', 'ShareUpdateExclusive'],
  ['alter table item detach partition p concurrently', 'ShareUpdateExclusive'],
  ['alter table item disable trigger t', 'ShareRowExclusive'],
  ['alter index i rename to j', 'ShareUpdateExclusive'],
  ['alter table item rename column a to b', 'AccessExclusive'],
  ['drop table item', 'AccessExclusive'],
  ['drop function f()', null],
  ['drop index concurrently i', 'ShareUpdateExclusive'],
  ['truncate item', 'AccessExclusive'],
  ['vacuum item', 'ShareUpdateExclusive'],
  ['vacuum (full) item', 'AccessExclusive'],
  ['vacuum (full false) item', 'ShareUpdateExclusive'],
  ['reindex table item', 'AccessExclusive'],
  ['reindex (concurrently) table item', 'ShareUpdateExclusive'],
  ['refresh materialized view v', 'AccessExclusive'],
  ['refresh materialized view concurrently v', 'Exclusive'],
  ['lock table item in row exclusive mode', 'RowExclusive'],
  ['create trigger t before update on item for each row execute function f()', 'ShareRowExclusive'],
  ['update item set a = 1', 'RowExclusive'],
  ['select 1 from item for update', 'RowShare'],
  ['select 1 from item', 'AccessShare'],
])('%s takes %s', (sql, mode) => {
  const node = parseScript(sql).statements[0]?.node
  expect(node && lockOf(node)?.mode).toBe(mode ?? undefined)
})

it('says in words what waits', () => {
  const node = parseScript('alter table item drop column a').statements[0]?.node
  expect(node && lockOf(node)).toEqual({ mode: 'AccessExclusive', blocks: 'every read and every write' })
})
