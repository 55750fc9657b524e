import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createMigrator } from '../src/index.ts'
import { openFixture, tenantColumn } from './fixture.ts'
import type { Fixture, Step } from './fixture.ts'

let fixture: Fixture

beforeAll(async () => { fixture = await openFixture() })
afterAll(() => fixture.close())

/** One name becomes two. What 'Mary Ann Lee' is made of, only the new version knows. */
const people = `create table person (${tenantColumn}, id int, name text not null, phone text, primary key (tenant_id, id));`
const split: Step = {
  up: 'alter table person add column first text, add column last text;',
  down: `update person set name = first || ' ' || last where first is not null; alter table person drop column first, drop column last;`,
}
const fill: Step = {
  up: `update person set first = split_part(name, ' ', 1), last = substr(name, length(split_part(name, ' ', 1)) + 2) where first is null;`, down: 'select 1;', phase: 'backfill',
}
/** As the guide has it: the parts rest on the name alone, another phone is no reason to give them up. */
const guide = readFileSync(new URL('../../../docs/guides/best-practice.md', import.meta.url), 'utf8')
const restore = /### restore\.sql\n.*?```sql\n(.*?)```/s.exec(guide)?.[1] ?? ''

describe('restore.sql', () => {
  async function afterRollBack(steps: readonly Step[]) {
    const tenant = fixture.tenant([{ up: people, down: null }, ...steps])
    await tenant.up(3)
    await tenant.sql(`insert into person (id, name, first, last) values (1, '', 'Mary Ann', 'Lee'), (2, '', 'Jo', 'van Dam'), (3, '', 'Bo Bo', 'Li')`)
    await tenant.down(1)
    // A new phone for one, a new name for another.
    await tenant.sql(`update person set phone = '555' where id = 1`)
    await tenant.sql(`update person set name = 'Jo Smith' where id = 2`)
    return tenant
  }

  test('puts back what the catalog alone gives up, because some other value of the row changed', async () => {
    const alone = await afterRollBack([split, fill])
    await alone.up(3)
    expect(await alone.sql('select id, first, last from person order by id')).toEqual([
      { id: 1, first: 'Mary', last: 'Ann Lee' }, { id: 2, first: 'Jo', last: 'Smith' }, { id: 3, first: 'Bo Bo', last: 'Li' },
    ])
    const helped = await afterRollBack([{ ...split, restore }, fill])
    const { preserved } = await helped.up(3)
    expect(await helped.sql('select id, first, last, phone from person order by id')).toEqual([
      { id: 1, first: 'Mary Ann', last: 'Lee', phone: '555' }, { id: 2, first: 'Jo', last: 'Smith', phone: null }, { id: 3, first: 'Bo Bo', last: 'Li', phone: null },
    ])
    // Two rows by the author, what belongs to the rows themselves by the stash.
    expect(preserved.putBack['person']).toBe(2)
    expect(preserved.superseded['person.first']).toBe(1)
    expect(await helped.sql(`select key ->> 1 as id from tenon_stash where data ? 'first'`)).toEqual([{ id: '2' }])
  })

  test('runs in the move over prepared data, where the backfill had filled ahead what it puts back', async () => {
    const filled: Step = {
      phase: 'backfill', run: 'batches', down: 'select 1;',
      up: `update person set first = split_part(name, ' ', 1), last = substr(name, length(split_part(name, ' ', 1)) + 2) where (tenant_id, id) in (
  select tenant_id, id from person where first is null or name <> first || ' ' || last limit current_setting('tenon.batch_rows')::int);`,
    }
    const migrator = createMigrator()
    const tenant = fixture.tenant([{ up: people, down: null }, { ...split, restore }, filled])
    const prepare = () => migrator.prepare(fixture.database, tenant.target, { migrations: tenant.migrations, toDataVersion: 3 })
    const read = () => tenant.sql('select id, first, last, phone from person order by id')
    await tenant.up(1)
    await prepare()
    await tenant.up(3)
    await tenant.sql(`insert into person (id, name, first, last) values (1, '', 'Mary Ann', 'Lee'), (2, '', 'Jo', 'van Dam'), (3, '', 'Bo Bo', 'Li')`)
    await tenant.down(1)
    await tenant.sql(`update person set phone = '555' where id = 1`)
    await prepare()
    expect(await read()).toMatchObject([{ first: 'Mary', last: 'Ann Lee' }, { first: 'Jo', last: 'van Dam' }, { first: 'Bo', last: 'Bo Li' }])
    await tenant.sql(`update person set name = 'Jo Smith' where id = 2`)
    const { preserved } = await tenant.up(3)
    expect(await read()).toEqual([
      { id: 1, first: 'Mary Ann', last: 'Lee', phone: '555' }, { id: 2, first: 'Jo', last: 'Smith', phone: null }, { id: 3, first: 'Bo Bo', last: 'Li', phone: null },
    ])
    expect(preserved.putBack['person']).toBe(2)
    expect(await tenant.sql(`select key ->> 1 as id from tenon_stash where data ? 'first'`)).toEqual([{ id: '2' }])
  })

  test('sees typed columns and whether a row stands, and is not run when nothing was kept', async () => {
    const tenant = fixture.tenant([{ up: people, down: null }, {
      up: 'alter table person add column born date, add column scores numeric(6,2)[];',
      down: 'alter table person drop column born, drop column scores;',
      restore: 'create table seen (tenant_id text, id int, next_day date, best numeric, stands boolean); insert into seen select tenant_id, id, born + 1, scores[1] * 2, stands from kept_person;',
    }])
    await tenant.up(2)
    expect(await tenant.sql(`select to_regclass('seen') as seen`)).toEqual([{ seen: null }])
    await tenant.sql(`insert into person (id, name, born, scores) values (1, 'a', '2000-02-28', '{1.25}'), (2, 'b', null, null)`)
    await tenant.down(1)
    await tenant.sql(`update person set name = 'c' where id = 1`)
    await tenant.up(2)
    expect(await tenant.sql('select id, next_day::text, best, stands from seen order by id')).toEqual([
      { id: 1, next_day: '2000-02-29', best: '2.50', stands: false }, { id: 2, next_day: null, best: null, stands: true },
    ])
    expect(await tenant.sql(`select relname from pg_class where relname like 'kept\\_%' and relnamespace = current_schema()::regnamespace`)).toEqual([])
  })

  test('fails with its file and line, and nothing of the move remains', async () => {
    const tenant = await afterRollBack([{ ...split, restore: 'select 1;\nupdate person set first = k.frist from kept_person k;' }, fill])
    await expect(tenant.up(3)).rejects.toThrow(/failed at prisma\/migrations\/0002_change_shape\/restore\.sql:2: column k\.frist does not exist/)
    expect(await tenant.sql('select count(*)::int as n from tenon_stash where not superseded')).toEqual([{ n: 3 }])
  })
})
