import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openFixture, tenantColumn } from './fixture.ts'
import type { Fixture, Step } from './fixture.ts'
import { moveByProgram } from './program-fixture.ts'

let fixture: Fixture

beforeAll(async () => { fixture = await openFixture() })
afterAll(() => fixture.close())

const task: Step = {
  up: `create type status as enum ('open', 'closed'); create type size as enum ('s', 'm'); create table task (${tenantColumn}, id int, state status not null default 'open', states status[], size size default 's', primary key (tenant_id, id));
    create index task_state on task (tenant_id, state);`,
  down: null,
}
const added: Step = {
  up: `alter type status add value 'on hold';`,
  down: `alter type status rename to status_wide; create type status as enum ('open', 'closed');
    alter table task alter column state drop default;
    alter table task alter column state type status using (case state when 'on hold' then 'open' else state::text end)::status, alter column states type status[] using array_remove(states::text[], 'on hold')::status[];
    alter table task alter column state set default 'open'; drop type status_wide;`,
}
const used: Step = { up: `update task set state = 'on hold' where id = 2; alter table task alter column state set default 'on hold';`, down: `alter table task alter column state set default 'open';`, phase: 'backfill' }
const rows = 'select id, state, states::text from task order by id'
const ways = [['step by step', (tenant: Tenant, to: number) => tenant.up(to)], ['by a program', (tenant: Tenant, to: number) => moveByProgram(fixture.database, tenant, to)]] as const
type Tenant = ReturnType<Fixture['tenant']>

/** By the program where there is one; what it does not do, as on PostgreSQL below 17 in a replay, the runner does step by step. */
async function move(tenant: Tenant, to: number, way: (typeof ways)[number][1]): Promise<void> {
  await way(tenant, to).catch(async (error: unknown) => {
    if ((error as { readonly code?: string }).code !== '55P04') throw error
    await tenant.up(to)
  })
}

describe.each(ways)('a value added to an enum, %s', (_, way) => {
  test('is used by the next migration of the same move', async () => {
    const tenant = fixture.tenant([task, added, used])
    await tenant.up(1)
    await tenant.sql('insert into task (id) values (1), (2)')
    const [{ storage } = { storage: '' }] = await tenant.sql<{ storage: string }>(`select enumtypid::text as storage from pg_enum where enumtypid = 'size'::regtype limit 1`)
    await move(tenant, 3, way)
    await tenant.sql('insert into task (id) values (3)')
    expect(await tenant.sql(rows)).toEqual([{ id: 1, state: 'open', states: null }, { id: 2, state: 'on hold', states: null }, { id: 3, state: 'on hold', states: null }])
    // An enum that got no value is left alone, and so are tables that use only such.
    expect(await tenant.sql(`select distinct enumtypid::text as storage from pg_enum where enumtypid = 'size'::regtype`)).toEqual([{ storage }])
  })

  test('is used by an install that runs the whole history', async () => {
    const tenant = fixture.tenant([task, added, used])
    await move(tenant, 3, way)
    await tenant.sql('insert into task (id) values (3)')
    expect(await tenant.sql(rows)).toEqual([{ id: 3, state: 'on hold', states: null }])
  })

  test('returns with its rows, in the move that adds it again', async () => {
    const tenant = fixture.tenant([task, added])
    await tenant.up(2)
    await tenant.sql(`insert into task (id, state, states) values (1, 'on hold', '{open,on hold}'), (2, 'closed', null), (3, 'on hold', null)`)
    const before = await tenant.sql(rows)
    await moveByProgram(fixture.database, tenant, 1)
    expect(await tenant.sql(rows)).toEqual([{ id: 1, state: 'open', states: '{open}' }, { id: 2, state: 'closed', states: null }, { id: 3, state: 'open', states: null }])
    await tenant.sql(`update task set state = 'closed' where id = 3`)
    await move(tenant, 2, way)
    expect(await tenant.sql(rows)).toEqual([...before.slice(0, 2), { id: 3, state: 'closed', states: null }])
  })
})

test.each([
  ['a view', 'create view shown as select id, state from task; create view closed with (security_invoker = true) as select id from shown where state = \'closed\';', 'drop view closed; drop view shown;'],
  ['a check', `alter table task add constraint not_both check (state <> 'closed' or size = 's');`, 'alter table task drop constraint not_both;'],
  ['a partial index', `create unique index one_open on task (tenant_id, size) where state = 'closed';`, 'drop index one_open;'],
  ['an index of an expression', `create index task_text on task (tenant_id, (state = 'closed'));`, 'drop index task_text;'],
  ['a trigger with a condition', `create function nothing() returns trigger language plpgsql as $$ begin return new; end $$;
    create trigger closing before update of state on task for each row when (new.state = 'closed') execute function nothing(); alter table task enable always trigger closing;`, 'drop trigger closing on task; drop function nothing;'],
])('a value added to an enum returns where %s depends on it', async (_, up, down) => {
  const tenant = fixture.tenant([task, { up: `${added.up} ${up}`, down: `${down} ${added.down ?? ''}` }])
  await tenant.up(2)
  await tenant.sql(`insert into task (id, state, size) values (1, 'on hold', 's'), (2, 'closed', 's')`)
  const shape = () => tenant.sql(`
    select pg_get_viewdef(oid) as definition, reloptions::text as options from pg_class where relnamespace = $1::regnamespace and relkind = 'v' union all
    select pg_get_constraintdef(oid), null from pg_constraint where conrelid = 'task'::regclass and contype = 'c' union all
    select pg_get_indexdef(indexrelid), null from pg_index where indrelid = 'task'::regclass union all
    select pg_get_triggerdef(oid), tgenabled::text from pg_trigger where tgrelid = 'task'::regclass and not tgisinternal order by 1`, [tenant.target.schema])
  const before = [await tenant.sql(rows), await shape()]
  await tenant.down(1)
  expect((await tenant.up(2)).preserved).toMatchObject({ putBack: { 'task.state': 2 }, superseded: {} })
  expect([await tenant.sql(rows), await shape()]).toEqual(before)
})
