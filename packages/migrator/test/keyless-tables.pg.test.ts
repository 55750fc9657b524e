import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openFixture, tenantColumn } from './fixture.ts'
import type { Fixture, Step } from './fixture.ts'

let fixture: Fixture

beforeAll(async () => { fixture = await openFixture() })
afterAll(() => fixture.close())

const log: Step = { up: `create table log (${tenantColumn}, line text, weight numeric);`, down: 'drop table log;' }
const colour: Step = { up: 'alter table log add column colour text;', down: 'alter table log drop column colour;' }
const size: Step = { up: 'alter table log add column size int; alter table log add column tags text[];', down: 'alter table log drop column size, drop column tags;' }

describe('values of single columns in a table without a primary key', () => {
  async function rolledBack(steps: readonly Step[] = [log, colour, size]) {
    const tenant = fixture.tenant(steps)
    await tenant.up(steps.length)
    await tenant.sql(`insert into log (line, weight, colour, size, tags) values
      ('a', 1.50, 'red', 1, '{x}'), ('a', 1.50, 'blue', 2, null), ('a', 1.50, 'green', 3, '{NULL}'),
      ('b', null, 'black', 4, null), ('b', null, 'white', null, '{y}'), (null, 2, 'grey', 6, null), ('c', 3, null, null, null)`)
    await tenant.down(1)
    return tenant
  }
  const read = (tenant: Awaited<ReturnType<typeof rolledBack>>) => tenant.sql<{ row: string }>(`select concat_ws(' ', coalesce(line, '-'), weight, colour, size, tags) as row from log order by 1`)
    .then((rows) => rows.map(({ row }) => row))

  test('return to their rows, those of one row together, whatever the rows lie like', async () => {
    const tenant = await rolledBack()
    await tenant.sql(`with taken as (delete from log where line = 'a' returning *) insert into log select * from taken`)
    const { preserved } = await tenant.up(3)
    expect(await read(tenant)).toEqual(['- 2 grey 6', 'a 1.50 blue 2', 'a 1.50 green 3 {NULL}', 'a 1.50 red 1 {x}', 'b black 4', 'b white {y}', 'c 3'])
    expect(preserved).toEqual({ setAside: {}, putBack: { 'log.colour': 6, 'log.size': 5, 'log.tags': 3 }, superseded: {} })
    expect(await tenant.sql('select * from tenon_stash')).toEqual([])
  })

  test('are superseded where the number of equal rows has changed, and only there', async () => {
    const tenant = await rolledBack()
    await tenant.sql(`insert into log (line, weight) values ('a', 1.50), ('d', 1)`)
    await tenant.sql(`update log set line = 'e' where line is null`)
    const { preserved } = await tenant.up(3)
    expect(await read(tenant)).toEqual(['a 1.50', 'a 1.50', 'a 1.50', 'a 1.50', 'b black 4', 'b white {y}', 'c 3', 'd 1', 'e 2'])
    expect(preserved.superseded).toEqual({ 'log.colour': 4, 'log.size': 4, 'log.tags': 2 })
  })

  test('return after an upgrade that stopped short of them, unless rows were equal until then', async () => {
    const tenant = await rolledBack()
    await tenant.up(2)
    await tenant.up(3)
    expect(await read(tenant)).toEqual(['- 2 grey 6', 'a 1.50 blue', 'a 1.50 green', 'a 1.50 red', 'b black', 'b white', 'c 3'])
    expect(await tenant.sql('select count(*)::int as n from tenon_stash where superseded')).toEqual([{ n: 5 }])
  })

  test('stay in the stash, all of the table, where a rule of the data forbids one', async () => {
    const paint: Step = { up: `create table paint (${tenantColumn}, name text, primary key (tenant_id, name));`, down: 'drop table paint;' }
    const tenant = fixture.tenant([log, paint, { up: 'alter table log add column colour text, add foreign key (tenant_id, colour) references paint;', down: 'alter table log drop column colour;' }])
    await tenant.up(3)
    await tenant.sql(`insert into paint (name) values ('red'), ('blue')`)
    await tenant.sql(`insert into log (line, colour) values ('a', 'red'), ('b', 'blue')`)
    await tenant.down(2)
    await tenant.sql(`delete from paint where name = 'red'`)
    expect((await tenant.up(3)).preserved.superseded).toEqual({ 'log.colour': 2 })
    expect(await tenant.sql('select colour from log')).toEqual([{ colour: null }, { colour: null }])
  })

  test('stay in the stash where the down changed rows of the table', async () => {
    const tenant = await rolledBack([log, { ...colour, down: `update log set line = line || colour where line = 'b'; alter table log drop column colour;` }, size])
    await tenant.up(3)
    expect(await read(tenant)).toEqual(['- 2', 'a 1.50', 'a 1.50', 'a 1.50', 'bblack', 'bwhite', 'c 3'])
    expect(await tenant.sql('select count(*)::int as n from tenon_stash where superseded')).toEqual([{ n: 14 }])
  })

  test('return to rows whose only key is one that the down drops', async () => {
    const tenant = fixture.tenant([log, { up: 'alter table log add column uid uuid default gen_random_uuid(), add primary key (tenant_id, uid);', down: 'alter table log drop column uid;' }])
    await tenant.up(1)
    await tenant.sql(`insert into log (line) values ('a'), ('b')`)
    await tenant.up(2)
    const before = await tenant.sql('select line, uid from log order by line')
    await tenant.down(1)
    await tenant.up(2)
    expect(await tenant.sql('select line, uid from log order by line')).toEqual(before)
  })

  test('return to the partitions of a table', async () => {
    const tenant = await rolledBack([{ ...log, up: `create table log (${tenantColumn}, line text, weight numeric) partition by list (line); create table log_a partition of log for values in ('a'); create table log_rest partition of log default;` }, colour, size])
    await tenant.up(3)
    expect(await read(tenant)).toEqual(['- 2 grey 6', 'a 1.50 blue 2', 'a 1.50 green 3 {NULL}', 'a 1.50 red 1 {x}', 'b black 4', 'b white {y}', 'c 3'])
  })
})
