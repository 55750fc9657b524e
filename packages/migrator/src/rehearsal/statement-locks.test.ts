import { expect, test } from 'vitest'
import { locksOf } from './statement-locks.ts'

test.each([
  ['alter table item add column price int', ['item: access exclusive']],
  ['alter table item alter column price type bigint', ['item: access exclusive']],
  ['alter table line add constraint fk foreign key (item) references item (id)', ['line: share row exclusive', 'item: share row exclusive']],
  ['alter table line add column item int references item (id)', ['line: access exclusive', 'item: share row exclusive']],
  ['alter table line validate constraint fk', []],
  ['create index i on item (name)', ['item: share']],
  ['create index concurrently i on item (name)', []],
  ['create trigger t before update on item for each row execute function f()', ['item: share row exclusive']],
  ['create table line (id int references item (id), foreign key (a) references other (b))', ['item: share row exclusive', 'other: share row exclusive']],
  ['drop table item, line', ['item: access exclusive', 'line: access exclusive']],
  ['drop index item_name', ['item_name: access exclusive']],
  ['drop trigger t on item', ['item: access exclusive']],
  ['alter table item rename column a to b', ['item: access exclusive']],
  ['truncate item', ['item: access exclusive']],
  ['refresh materialized view counted', ['counted: access exclusive']],
  ['lock table item in share mode', ['item: share']],
  ['update item set price = 1', []],
  ['select 1', []],
])('%s', async (statement, expected) => {
  expect((await locksOf(statement)).map(({ table, mode }) => `${table}: ${mode}`)).toEqual(expected)
})
