import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openFixture, tenantColumn } from './fixture.ts'
import type { Fixture, Step } from './fixture.ts'
import { moveByProgram, stateOf } from './program-fixture.ts'

let fixture: Fixture

beforeAll(async () => { fixture = await openFixture() })
afterAll(() => fixture.close())

const itemTable: Step = { up: `create table item (${tenantColumn}, id int, name text not null, note text, primary key (tenant_id, id));`, down: 'drop table item;' }
const addPrice: Step = { up: 'alter table item add column price numeric(10,2); create index on item (price); -- no newline', down: 'alter table item drop column price;' }

/** Moves one tenant step by step and another by programs, through the same versions with the same writes, and compares after each. */
async function compare(steps: readonly Step[], moves: readonly { readonly to: number; readonly writes?: string }[]): Promise<void> {
  const [slow, fast] = [fixture.tenant(steps), fixture.tenant(steps)]
  let at = 0
  for (const { to, writes } of moves) {
    await (to > at ? slow.up(to) : slow.down(to))
    expect(await moveByProgram(fixture.database, fast, to)).toBe('program')
    expect(await stateOf(fixture.database, fast)).toEqual(await stateOf(fixture.database, slow))
    for (const tenant of [slow, fast]) if (writes !== undefined) await tenant.sql(writes)
    at = to
  }
}

describe('a program leaves what the same move step by step leaves', () => {
  test('of a first install, an up and another', async () => {
    await compare([itemTable, addPrice, { up: 'create table tag (tenant_id text, label text); create view labels as select label from tag;', down: 'drop view labels; drop table tag;' }],
      [{ to: 1, writes: `insert into item (id, name) values (1, 'a')` }, { to: 2 }, { to: 3 }])
  })

  test('of a down that drops columns and tables with rows in them', async () => {
    await compare([itemTable, addPrice, { up: `create table tag (${tenantColumn}, label text primary key);`, down: 'drop table tag;' }],
      [{ to: 3, writes: `insert into item (id, name, price) values (1, 'a', 2.5), (2, 'b''\\', null); insert into tag (label) values ('x')` }, { to: 1 }])
  })

  test('of a down that rewrites and deletes rows, through foreign keys too', async () => {
    await compare([itemTable, { up: `create table part (${tenantColumn}, id int primary key, item_id int, foreign key (tenant_id, item_id) references item on delete cascade); alter table item add kind text default 'good';`, down: `delete from item where kind = 'service'; update item set note = kind; alter table item drop column kind;` }],
      [{ to: 2, writes: `insert into item (id, name, kind) values (1, 'a', 'good'), (2, 'b', 'service'); insert into part (id, item_id) values (1, 1), (2, 2)` }, { to: 1 }])
  })
})
