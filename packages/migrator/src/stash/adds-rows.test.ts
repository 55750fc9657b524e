import { expect, test } from 'vitest'
import { readAddedRows } from './adds-rows.ts'

test.each([
  ['alter table a add column b int default 3; create index on a (b); update a set b = 4; delete from a where b is null;', null],
  ['create function f() returns void language sql as $$ insert into a values (1) $$; create view v as select g(1);', null],
  ['create materialized view m as select 1;', null],
  ['this is no SQL', null],
  ['insert into a select 1 on conflict do nothing;', 'adds rows to a'],
  ['with x as (insert into "B c" values (1) returning 1) update a set b = 2;', 'adds rows to B c'],
  ['merge into a using b on true when not matched then insert values (1);', 'adds rows to a'],
  ['create table t as select 1;', 'adds rows to t'],
  ['do $$ begin perform 1; end $$;', 'has a DoStmt'],
  ['select fill_everything();', 'calls a function'],
  ['call fill();', 'has a CallStmt'],
])('%s', async (sql, reason) => {
  expect((await readAddedRows(sql)).reason).toBe(reason)
})

test('names every table that rows are added to', async () => {
  expect((await readAddedRows('insert into a values (1); with x as (insert into b values (1) returning 1) insert into c select * from x;')).tables.toSorted()).toEqual(['a', 'b', 'c'])
})
