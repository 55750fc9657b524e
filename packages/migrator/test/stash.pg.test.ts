import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createMigrator } from '../src/index.ts'
import { openFixture, tenantColumn } from './fixture.ts'
import type { Fixture, Step } from './fixture.ts'

let fixture: Fixture

beforeAll(async () => { fixture = await openFixture() })
afterAll(() => fixture.close())

const itemTable: Step = {
  up: `create table item (${tenantColumn}, id int, name text not null, note text, primary key (tenant_id, id));`,
  down: 'drop table item;',
}

describe('up, write, roll back, write, up again', () => {
  test('an added column returns to the rows nobody touched, null and default included', async () => {
    const tenant = fixture.tenant([itemTable, { up: `alter table item add column colour text default 'grey';`, down: 'alter table item drop column colour;' }])
    await tenant.up(2)
    await tenant.sql(`insert into item (id, name, colour) values (1, 'a', 'red'), (2, 'b', null), (3, 'c', 'blue'), (4, 'd', 'green')`)
    expect((await tenant.down(1)).preserved).toEqual({ setAside: { 'item.colour': 3 }, putBack: {}, superseded: {} })
    await tenant.sql(`update item set name = 'changed' where id = 3`)
    await tenant.sql('delete from item where id = 4')
    await tenant.sql(`insert into item (id, name) values (5, 'new')`)
    expect((await tenant.up(2)).preserved).toEqual({ setAside: {}, putBack: { 'item.colour': 1 }, superseded: { 'item.colour': 2 } })
    expect(await tenant.sql('select id, name, colour from item order by id')).toEqual([
      { id: 1, name: 'a', colour: 'red' }, { id: 2, name: 'b', colour: null }, { id: 3, name: 'changed', colour: 'grey' }, { id: 5, name: 'new', colour: 'grey' },
    ])
    expect(await tenant.sql(`select table_name, data, superseded from tenon_stash order by id`)).toEqual([
      { table_name: 'item', data: { colour: 'blue' }, superseded: true }, { table_name: 'item', data: { colour: 'green' }, superseded: true },
    ])
  })

  test('values return before the next migration, so that a backfill fills only the rest', async () => {
    const tenant = fixture.tenant([
      { up: `create table movement (${tenantColumn}, id int generated always as identity, quantity int not null, primary key (tenant_id, id));`, down: 'drop table movement;' },
      {
        up: `alter table movement add column quantity_exact numeric(20,6); alter table movement alter column quantity drop not null;
          create table stock_level (${tenantColumn}, total numeric(20,6) not null, primary key (tenant_id));`,
        down: `with totals as (select tenant_id, id, round(sum(quantity_exact) over (order by id)) - round(coalesce(sum(quantity_exact) over (order by id rows between unbounded preceding and 1 preceding), 0)) as whole from movement)
          update movement m set quantity = whole from totals t where t.tenant_id = m.tenant_id and t.id = m.id;
          alter table movement alter column quantity set not null; alter table movement drop column quantity_exact; drop table stock_level;`,
      },
      {
        up: `update movement set quantity_exact = quantity where quantity_exact is null;
          insert into stock_level (total) select sum(quantity_exact) from movement having count(*) > 0 on conflict (tenant_id) do update set total = excluded.total;`,
        down: 'select 1;', phase: 'backfill',
      },
      { up: 'alter table movement drop column quantity;', phase: 'contract' },
    ])
    await tenant.up(1)
    await tenant.sql('insert into movement (quantity) values (5), (-2)')
    await tenant.up(4)
    await tenant.sql('insert into movement (quantity_exact) values (1.500000), (0.700000), (2.000001)')
    await tenant.sql('update stock_level set total = 7.200001')
    const down = await tenant.down(1)
    expect(down.preserved.setAside['movement.quantity_exact']).toBe(5)
    expect(down.preserved.setAside['stock_level']).toBe(1)
    expect(await tenant.sql('select sum(quantity)::int as total from movement')).toEqual([{ total: 7 }])
    await tenant.sql('insert into movement (quantity) values (10)')
    await tenant.up(4)
    expect(await tenant.sql('select quantity_exact from movement order by id')).toEqual(
      ['5.000000', '-2.000000', '1.500000', '0.700000', '2.000001', '10.000000'].map((exact) => ({ quantity_exact: exact })))
    expect(await tenant.sql('select total from stock_level')).toEqual([{ total: '17.200001' }])
    await tenant.finalize(4)
    expect(await tenant.sql('select count(*)::int as n from movement')).toEqual([{ n: 6 }])
  })

  test('a dropped column returns by the down and its successor by the up', async () => {
    const tenant = fixture.tenant([itemTable, { up: 'alter table item drop column note;', down: 'alter table item add column note text;' }])
    await tenant.up(1)
    await tenant.sql(`insert into item (id, name, note) values (1, 'a', 'n')`)
    await tenant.up(2)
    await tenant.sql(`insert into item (id, name) values (2, 'b')`)
    await tenant.down(1)
    expect(await tenant.sql('select id, note from item order by id')).toEqual([{ id: 1, note: null }, { id: 2, note: null }])
    await tenant.up(2)
    expect(await tenant.sql('select id, name from item order by id')).toEqual([{ id: 1, name: 'a' }, { id: 2, name: 'b' }])
  })

  test('a rename keeps its values in both directions and sets nothing aside', async () => {
    const tenant = fixture.tenant([itemTable, { up: 'alter table item rename column note to remark; alter table item rename to product;', down: 'alter table product rename to item; alter table item rename column remark to note;' }])
    await tenant.up(2)
    await tenant.sql(`insert into product (id, name, remark) values (1, 'a', 'r')`)
    expect((await tenant.down(1)).preserved.setAside).toEqual({})
    expect(await tenant.sql('select note from item')).toEqual([{ note: 'r' }])
    await tenant.up(2)
    expect(await tenant.sql('select remark from product')).toEqual([{ remark: 'r' }])
  })

  test('a retype that rounds gives the exact values back', async () => {
    const tenant = fixture.tenant([
      { up: `create table reading (${tenantColumn}, id int, value int not null, primary key (tenant_id, id));`, down: 'drop table reading;' },
      { up: 'alter table reading alter column value type numeric(12,4);', down: 'alter table reading alter column value type int using round(value);' },
    ])
    await tenant.up(2)
    await tenant.sql('insert into reading values (default, 1, 1.2500), (default, 2, 7.9999), (default, 3, 3)')
    await tenant.down(1)
    expect(await tenant.sql('select value from reading order by id')).toEqual([{ value: 1 }, { value: 8 }, { value: 3 }])
    await tenant.sql('update reading set value = 9 where id = 2')
    expect((await tenant.up(2)).preserved).toEqual({ setAside: {}, putBack: { 'reading.value': 2 }, superseded: { 'reading.value': 1 } })
    expect(await tenant.sql('select value from reading order by id')).toEqual([{ value: '1.2500' }, { value: '9.0000' }, { value: '3.0000' }])
  })

  test('new tables return with their rows, parents before children, and their counters go on', async () => {
    const tenant = fixture.tenant([itemTable, {
      up: `create table order_line (${tenantColumn}, id bigint generated always as identity, order_id bigint, item_id int not null, parent bigint, primary key (tenant_id, id));
        create table customer_order (${tenantColumn}, id bigserial, primary key (tenant_id, id));
        alter table order_line add foreign key (tenant_id, order_id) references customer_order (tenant_id, id);
        alter table order_line add foreign key (tenant_id, item_id) references item (tenant_id, id) on delete cascade;
        alter table order_line add foreign key (tenant_id, parent) references order_line (tenant_id, id);`,
      down: 'drop table order_line; drop table customer_order;',
    }])
    await tenant.up(2)
    await tenant.sql(`insert into item (id, name) values (1, 'a'), (2, 'b')`)
    await tenant.sql('insert into customer_order default values; insert into customer_order default values')
    await tenant.sql('insert into order_line (order_id, item_id) values (1, 1), (2, 2)')
    await tenant.sql('insert into order_line (order_id, item_id, parent) values (1, 1, 1)')
    expect((await tenant.down(1)).preserved.setAside).toEqual({ customer_order: 2, order_line: 3 })
    await tenant.sql('delete from item where id = 2')
    expect((await tenant.up(2)).preserved).toEqual({ setAside: {}, putBack: { customer_order: 2, order_line: 2 }, superseded: { order_line: 1 } })
    expect(await tenant.sql('select id, order_id, item_id, parent from order_line order by id')).toEqual([
      { id: '1', order_id: '1', item_id: 1, parent: null }, { id: '3', order_id: '1', item_id: 1, parent: '1' },
    ])
    await tenant.sql('insert into customer_order default values')
    await tenant.sql('insert into order_line (order_id, item_id) values (3, 1)')
    expect(await tenant.sql('select max(id)::int as id from order_line')).toEqual([{ id: 4 }])
  })

  test('rows that a down deletes return where their key is free, and equal rows are not counted', async () => {
    const tenant = fixture.tenant([itemTable, { up: `alter table item add column kind text not null default 'good';`, down: `delete from item where kind = 'service'; alter table item drop column kind;` }])
    await tenant.up(2)
    await tenant.sql(`insert into item (id, name, kind) values (1, 'a', 'good'), (2, 'b', 'service'), (3, 'c', 'service')`)
    expect((await tenant.down(1)).preserved.setAside).toEqual({ item: 2, 'item.kind': 1 })
    await tenant.sql(`insert into item (id, name) values (3, 'taken')`)
    expect((await tenant.up(2)).preserved).toEqual({ setAside: {}, putBack: { item: 1, 'item.kind': 1 }, superseded: { item: 1 } })
    expect(await tenant.sql('select id, name, kind from item order by id')).toEqual([
      { id: 1, name: 'a', kind: 'good' }, { id: 2, name: 'b', kind: 'service' }, { id: 3, name: 'taken', kind: 'good' },
    ])
  })

  test('values that a down rewrites return exactly, also through truncate', async () => {
    const tenant = fixture.tenant([itemTable,
      { up: `alter table item add column unit text not null default 'each';`, down: `update item set name = name || ' (' || unit || ')'; alter table item drop column unit;` },
      { up: `create table tag (${tenantColumn}, label text, primary key (tenant_id, label));`, down: 'truncate tag; drop table tag;' },
      { up: 'alter table tag add column weight float8;', down: 'truncate tag; alter table tag drop column weight;' },
    ])
    await tenant.up(4)
    await tenant.sql(`insert into item (id, name, unit) values (1, 'rope', 'm')`)
    await tenant.sql(`insert into tag values (default, 'x', 0.1), (default, 'y', 'NaN')`)
    await tenant.down(1)
    expect(await tenant.sql('select name from item')).toEqual([{ name: 'rope (m)' }])
    await tenant.up(4)
    expect(await tenant.sql('select name, unit from item')).toEqual([{ name: 'rope', unit: 'm' }])
    expect(await tenant.sql('select label, weight from tag order by label')).toEqual([{ label: 'x', weight: 0.1 }, { label: 'y', weight: Number.NaN }])
  })

  test('what a rule of the data now forbids stays in the stash, and the rest returns', async () => {
    const tenant = fixture.tenant([itemTable, {
      up: `alter table item add column code text; create unique index item_code on item (tenant_id, coalesce(code, name));`,
      down: 'drop index item_code; alter table item drop column code;',
    }])
    await tenant.up(2)
    await tenant.sql(`insert into item (id, name, code) select n, 'item ' || n, 'c' || n from generate_series(1, 40) n`)
    await tenant.sql(`insert into item (id, name, code) values (41, 'bad', 'taken')`)
    await tenant.down(1)
    await tenant.sql(`insert into item (id, name) values (42, 'taken')`)
    expect((await tenant.up(2)).preserved).toEqual({ setAside: {}, putBack: { 'item.code': 40 }, superseded: { 'item.code': 1 } })
  })

  test('values go to their places one after another, where each waits for the next to leave', async () => {
    const tenant = fixture.tenant([itemTable, {
      up: `alter table item add column place int not null default 0; update item set place = id; create unique index item_place on item (tenant_id, place);`,
      down: 'drop index item_place; alter table item drop column place;',
    }])
    await tenant.up(2)
    await tenant.sql(`insert into item (id, name, place) select n, 'n', n + 1 from generate_series(1, 5) n`)
    await tenant.down(1)
    expect((await tenant.up(2)).preserved.superseded).toEqual({})
    expect(await tenant.sql('select count(*)::int as n from item where place = id + 1')).toEqual([{ n: 5 }])
  })

  test('triggers of the module do not fire on what returns, and fire again afterwards', async () => {
    const tenant = fixture.tenant([itemTable, {
      up: `alter table item add column changes int not null default 0;
        create function count_change() returns trigger language plpgsql as $$ begin new.changes := old.changes + 1; return new; end $$;
        create trigger count_change before update on item for each row execute function count_change(); alter table item enable always trigger count_change;`,
      down: 'drop trigger count_change on item; drop function count_change; alter table item drop column changes;',
    }])
    await tenant.up(2)
    await tenant.sql(`insert into item (id, name) values (1, 'a')`)
    await tenant.sql('update item set name = name')
    await tenant.down(1)
    await tenant.up(2)
    expect(await tenant.sql('select changes, (select tgenabled from pg_trigger where tgname = $1 and tgrelid = $2::regclass) as enabled from item', ['count_change', 'item'])).toEqual([{ changes: 1, enabled: 'A' }])
    await tenant.sql('update item set name = name')
    expect(await tenant.sql('select changes from item')).toEqual([{ changes: 2 }])
  })

  test('numbers of an identity column return, and its counter goes on where it stopped', async () => {
    const tenant = fixture.tenant([itemTable, {
      up: 'alter table item add column number bigint generated always as identity;',
      down: 'alter table item drop column number;',
    }])
    await tenant.up(2)
    await tenant.sql(`insert into item (id, name) select n, 'n' from generate_series(1, 5) n`)
    await tenant.sql('delete from item where id in (1, 5)')
    await tenant.down(1)
    await tenant.up(2)
    await tenant.sql(`insert into item (id, name) values (6, 'n')`)
    expect(await tenant.sql('select id, number::int from item order by id')).toEqual([{ id: 2, number: 2 }, { id: 3, number: 3 }, { id: 4, number: 4 }, { id: 6, number: 6 }])
    await expect(tenant.sql('update item set number = 9')).rejects.toThrow('can only be updated to DEFAULT')
  })

  test('several versions down in two steps and up in two others, each value where it belongs', async () => {
    const tenant = fixture.tenant([itemTable,
      { up: 'alter table item add column a int;', down: 'alter table item drop column a;' },
      { up: `create table extra (${tenantColumn}, id int, primary key (tenant_id, id));`, down: 'drop table extra;' },
      { up: 'alter table item add column b int; alter table extra add column c int;', down: 'alter table item drop column b; alter table extra drop column c;' },
    ])
    await tenant.up(4)
    await tenant.sql(`insert into item (id, name, a, b) values (1, 'x', 1, 10), (2, 'y', 2, 20)`)
    await tenant.sql('insert into extra values (default, 1, 100), (default, 2, 200)')
    await tenant.down(3)
    await tenant.down(1)
    await tenant.up(3)
    await tenant.sql('update item set a = 3 where id = 2')
    await tenant.sql('delete from extra where id = 2')
    await tenant.up(4)
    expect(await tenant.sql('select id, a, b from item order by id')).toEqual([{ id: 1, a: 1, b: 10 }, { id: 2, a: 3, b: null }])
    expect(await tenant.sql('select id, c from extra order by id')).toEqual([{ id: 1, c: 100 }])
  })

  test('thousands of rows take seconds, not minutes, and the planner gets its joins back', async () => {
    const tenant = fixture.tenant([itemTable, { up: 'alter table item add column a int;', down: `update item set note = 'was ' || a; alter table item drop column a;` }])
    await tenant.up(2)
    await tenant.sql(`insert into item (id, name, a) select n, 'n', n from generate_series(1, 4000) n`)
    expect((await tenant.down(1)).preserved.setAside).toEqual({ 'item.a': 4000 })
    await tenant.within(async (session) => {
      await createMigrator().up(session, tenant.target, { migrations: tenant.migrations, toDataVersion: 2 })
      expect((await session.query('show enable_nestloop')).rows).toEqual([{ enable_nestloop: 'on' }])
    })
    expect(await tenant.sql('select count(*)::int as n from item where a = id and note is null')).toEqual([{ n: 4000 }])
  })

  test('down and up again without a write between is as if nothing had happened, twice over', async () => {
    const tenant = fixture.tenant([itemTable, { up: 'alter table item add column a int; alter table item rename column note to remark;', down: 'alter table item rename column remark to note; alter table item drop column a;' }])
    await tenant.up(2)
    await tenant.sql(`insert into item (id, name, remark, a) select n, 'n' || n, null, n from generate_series(1, 20) n`)
    const before = await tenant.sql('select * from item order by id')
    for (let round = 0; round < 2; round += 1) {
      await tenant.down(1)
      await tenant.up(2)
      expect(await tenant.sql('select * from item order by id')).toEqual(before)
      expect(await tenant.sql('select * from tenon_stash')).toEqual([])
    }
  })
})

test('every type survives to the last bit', async () => {
  const values: Readonly<Record<string, string>> = {
    numeric: `'12345678901234567890.123456789012345678900'`, 'numeric(10,3)': `'1.500'`, float8: `'0.1'::float8 + 0.2`, float4: `'1.17549435e-38'`,
    int8: `'9223372036854775807'`, text: `E'quote '' and "double" \\\\ back\\nline é 漢 \\u0001'`, 'varchar(10)': `''`, 'char(5)': `'ab'`, bytea: `'\\x00ff10'::bytea`,
    json: `'{"b": 1,  "a": [1.0, 2], "a": null}'`, jsonb: `'{"n": 1.10, "deep": {"x": [null]}}'`, 'text[]': `array['a', null, 'c,d', '{"}', '']`,
    'int[]': `'[0:1][1:2]={{1,2},{3,4}}'`, 'numeric[]': `array[1.10, null]`, timestamptz: `'2026-03-29 02:30:00.123456+02'`, timestamp: `'infinity'`, date: `'4713-01-01 BC'`,
    time: `'24:00:00'`, timetz: `'12:00:00.5-03:30'`, interval: `'1 year -2 mons 3 days -04:05:06.789'`, uuid: `'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'`,
    boolean: 'false', inet: `'192.168.1.5/24'`, bit: `B'1'`, 'bit(5)': `B'10101'`, int4range: `'[1,10)'`, point: `'(1.1,2.2)'`, xml: `'<a b="c">x</a>'`,
    mood: `'so "so"'`, 'mood[]': `array['happy', null]::mood[]`, pair: `row(1, 'x,y"z')::pair`, tsvector: `'fat & cat'::tsvector`, money: `'$1,234.56'`,
  }
  const columns = Object.keys(values).map((type, index) => ({ name: `c${index}`, type }))
  const makeTypes = `create type mood as enum ('happy', 'so "so"'); create type pair as (n int, t text);`
  const tenant = fixture.tenant([itemTable, {
    up: `${makeTypes} alter table item ${columns.map(({ name, type }) => `add column ${name} ${type}`).join(', ')};`,
    down: `alter table item ${columns.map(({ name }) => `drop column ${name}`).join(', ')}; drop type mood; drop type pair;`,
  }])
  await tenant.up(2)
  await tenant.sql(`insert into item (id, name, ${columns.map(({ name }) => name).join(', ')}) values (1, 'full', ${Object.values(values).join(', ')})`)
  await tenant.sql(`insert into item (id, name) values (2, 'empty')`)
  const binary = `select id, ${columns.map(({ name, type }) => type === 'xml' || type.startsWith('mood') ? `${name}::text` : `encode(${sendOf(type)}(${name}), 'hex') as ${name}`).join(', ')} from item order by id`
  const before = await tenant.sql(binary)
  await tenant.down(1)
  await tenant.up(2)
  expect(await tenant.sql(binary)).toEqual(before)
})

/** The function that gives a type's bytes on the wire. */
function sendOf(type: string): string {
  const base = type.replace(/\(.*\)/, '')
  if (base.endsWith('[]')) return 'array_send'
  const names: Readonly<Record<string, string>> = { text: 'textsend', varchar: 'varcharsend', char: 'bpcharsend', bytea: 'byteasend', int8: 'int8send', float8: 'float8send', float4: 'float4send', boolean: 'boolsend', int4range: 'range_send', pair: 'record_send', money: 'cash_send', tsvector: 'tsvectorsend' }
  return names[base] ?? `${base}_send`
}
