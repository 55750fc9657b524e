import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { compileMove } from '../src/program/compile-move.ts'
import type { MoveProgram } from '../src/program/move-program.ts'
import { createStepJournal } from '../src/steps/step-journal.ts'
import { readMarks } from '../src/schema-mark.ts'
import { openFixture, tenantColumn } from './fixture.ts'
import type { Fixture, Step, TenantFixture } from './fixture.ts'
import { compileFor, stateOf } from './program-fixture.ts'

let fixture: Fixture

beforeAll(async () => { fixture = await openFixture() })
afterAll(() => fixture.close())

const itemTable: Step = { up: `create table item (${tenantColumn}, id int, name text not null, primary key (tenant_id, id));`, down: 'drop table item;' }
const addCode: Step = { up: `alter table item add column code text;\nupdate item set code = name;\nalter table item add unique (tenant_id, code);`, down: 'alter table item drop column code;' }

async function programFor(tenant: TenantFixture, to: number): Promise<MoveProgram> {
  const compilation = await compileFor(fixture.database, tenant, to)
  if (compilation.kind !== 'program') throw new Error(compilation.reason)
  return compilation.program
}

/** A tenant at version 1 with two rows. */
async function tenantWithRows(steps: readonly Step[] = [itemTable, addCode]): Promise<TenantFixture> {
  const tenant = fixture.tenant(steps)
  await tenant.up(1)
  await tenant.sql(`insert into item (id, name) values (1, 'a'), (2, 'b')`)
  return tenant
}

describe('one program', () => {
  test('serves every tenant at its mark, and names what it applies', async () => {
    const tenants = [await tenantWithRows(), await tenantWithRows()] as const
    const program = await programFor(tenants[0], 2)
    expect(program).toMatchObject({ dataVersion: 2, applied: ['0002_change_shape'] })
    for (const { target, sql } of tenants) {
      await fixture.database.script(program.textFor(target))
      expect(await sql('select id, code from item order by id')).toEqual([{ id: 1, code: 'a' }, { id: 2, code: 'b' }])
    }
  })

  test('commits the statements it is given with the move', async () => {
    await fixture.database.script('begin; set local role tenon_owner; create schema runs; create table runs.moved (tenant text); commit')
    const tenant = await tenantWithRows()
    await fixture.database.script((await programFor(tenant, 2)).textFor(tenant.target, [`insert into runs.moved values ('${tenant.target.tenantId}')`]))
    expect((await fixture.database.query('select tenant from runs.moved')).rows).toEqual([{ tenant: tenant.target.tenantId }])
  })

  test('guards what is new', async () => {
    const tenant = fixture.tenant([itemTable])
    await fixture.database.script((await programFor(tenant, 1)).textFor(tenant.target))
    await tenant.sql(`insert into item (id, name) values (1, 'own')`)
    const asRuntime = (tenantId: string) => fixture.database.transaction(async (session) => {
      await session.query(`select set_config('role', 'tenon_runtime', true), set_config('tenon.tenant_id', $1, true)`, [tenantId])
      return (await session.query(`select name from ${tenant.target.schema}.item`)).rows
    })
    expect(await asRuntime(tenant.target.tenantId)).toEqual([{ name: 'own' }])
    expect(await asRuntime('other')).toEqual([])
  })
})

describe('a program changes nothing', () => {
  async function expectUnchanged(tenant: TenantFixture, sqlState: string, move: () => Promise<unknown>): Promise<void> {
    const before = await stateOf(fixture.database, tenant)
    await expect(move()).rejects.toMatchObject({ code: sqlState })
    expect(await stateOf(fixture.database, tenant)).toEqual(before)
  }

  test('when the tenant has been moved meanwhile', async () => {
    const tenant = await tenantWithRows()
    const program = await programFor(tenant, 2)
    await tenant.up(2)
    await expectUnchanged(tenant, 'TN001', () => fixture.database.script(program.textFor(tenant.target)))
  })

  test('when the schema is missing, or there already', async () => {
    const there = await tenantWithRows()
    const missing = fixture.tenant([itemTable, addCode])
    const [up, install] = [await programFor(there, 2), await programFor(missing, 1)]
    await expect(fixture.database.script(up.textFor(missing.target))).rejects.toMatchObject({ code: 'TN001' })
    await expectUnchanged(there, 'TN001', () => fixture.database.script(install.textFor(there.target)))
  })

  test('when a table was opened or altered by hand since', async () => {
    for (const change of ['alter table item no force row level security', 'alter table item add check (id > 0)', 'alter table item rename to thing']) {
      const tenant = await tenantWithRows()
      const program = await programFor(tenant, 2)
      await tenant.sql(change)
      await expectUnchanged(tenant, 'TN001', () => fixture.database.script(program.textFor(tenant.target)))
    }
  })

  test('when a preparation has begun', async () => {
    const tenant = await tenantWithRows()
    const program = await programFor(tenant, 2)
    await fixture.database.transaction((session) => createStepJournal(session, tenant.target))
    await tenant.sql(`insert into tenon_step (data_version, migration, checksum, statement, state) values (3, '0003_change_shape', '', 1, 'running')`)
    await expectUnchanged(tenant, 'TN001', () => fixture.database.script(program.textFor(tenant.target)))
    // The journal of a preparation that is over stays, empty.
    await tenant.sql('delete from tenon_step')
    await fixture.database.script(program.textFor(tenant.target))
    expect(await tenant.sql('select code from item where id = 1')).toEqual([{ code: 'a' }])
  })

  test('when its SQL fails on the data: the error comes as the server said it', async () => {
    const tenant = await tenantWithRows()
    await tenant.sql(`update item set name = 'same'`)
    const program = await programFor(tenant, 2)
    await expectUnchanged(tenant, '23505', () => fixture.database.script(program.textFor(tenant.target)))
    await expect(tenant.up(2)).rejects.toMatchObject({ code: 'MIGRATION_FAILED', problem: { details: { line: 3, sqlState: '23505' } } })
  })

  test('when the connection is cut before its commit, up or down', async () => {
    const tenant = await tenantWithRows()
    const cut = ['reset role', 'select pg_terminate_backend(pg_backend_pid())']
    const up = await programFor(tenant, 2)
    await expectUnchanged(tenant, '57P01', () => fixture.database.script(up.textFor(tenant.target, cut)))
    await tenant.up(2)
    const down = await programFor(tenant, 1)
    await expectUnchanged(tenant, '57P01', () => fixture.database.script(down.textFor(tenant.target, cut)))
  })

  test('when a lock stays with others', async () => {
    const tenant = await tenantWithRows()
    const { migrations, target } = tenant
    const from = (await readMarks(fixture.database, [target.schema])).get(target.schema) ?? null
    const compilation = await compileMove(fixture.database, { direction: 'up', module: 'shop', migrations, from, toDataVersion: 2, timing: { lockTimeoutMs: 20, statementTimeoutMs: 60_000 } })
    const text = compilation.kind === 'program' ? compilation.program.textFor(target) : ''
    await fixture.database.transaction(async (holder) => {
      await holder.query(`lock table ${target.schema}.item in access share mode`)
      await expect(fixture.database.script(text)).rejects.toMatchObject({ code: '55P03' })
    })
    await fixture.database.script(text)
  })

  test('when its code made a table of this data that it makes of none', async () => {
    const tenant = await tenantWithRows([itemTable, { up: `do $$ begin if exists (select from item) then create table extra (${tenantColumn}); end if; end $$;`, down: 'drop table if exists extra;' }])
    const program = await programFor(tenant, 2)
    await expectUnchanged(tenant, 'TN002', () => fixture.database.script(program.textFor(tenant.target)))
  })
})

describe('a materialized view', () => {
  test('is no part of any program: the step by step move refuses it', async () => {
    const tenant = await tenantWithRows([itemTable, { up: 'create materialized view counted as select count(*) from item;', down: 'drop materialized view counted;' }])
    expect(await compileFor(fixture.database, tenant, 2)).toMatchObject({ kind: 'step-by-step', reason: expect.stringContaining('counted') })
    await expect(tenant.up(2)).rejects.toMatchObject({ code: 'MIGRATION_RELATION_UNGUARDABLE' })
  })

  test('made by code of this data alone stops the program', async () => {
    const tenant = await tenantWithRows([itemTable, { up: 'do $$ begin if exists (select from item) then create materialized view counted as select count(*) from item; end if; end $$;', down: 'drop materialized view if exists counted;' }])
    const program = await programFor(tenant, 2)
    await expect(fixture.database.script(program.textFor(tenant.target))).rejects.toMatchObject({ code: 'TN002' })
    await expect(tenant.up(2)).rejects.toMatchObject({ code: 'MIGRATION_RELATION_UNGUARDABLE' })
  })
})

test('of two runners at one tenant one moves it', async () => {
  for (let round = 0; round < 10; round += 1) {
    const tenant = await tenantWithRows()
    const text = (await programFor(tenant, 2)).textFor(tenant.target)
    const outcomes = await Promise.allSettled([text, text, text].map((each) => fixture.database.script(each)))
    expect(outcomes.map((outcome) => (outcome.status === 'fulfilled' ? 'moved' : (outcome.reason as { code: string }).code)).toSorted()).toEqual(['TN001', 'TN001', 'moved'])
  }
})

describe('step by step, with the reason, goes', () => {
  const reasonFor = async (tenant: TenantFixture, to: number) => {
    const compilation = await compileFor(fixture.database, tenant, to)
    return compilation.kind === 'program' ? 'program' : compilation.reason
  }

  test.each<[string, string, RegExp]>([
    ['a block of code', 'do $$ begin delete from item; end $$;', /DoStmt/],
    ['a table with a trigger', 'update item set name = name;', /writes to item, which has a trigger/],
    ['a function of the module that may write', 'select sweep();', /may run sweep\(\)/],
    ['a truncate of whatever refers to a table', 'truncate item cascade;', /truncates whatever refers/],
    ['another schema', 'delete from public.pg_settings;', /names the schema public/],
    ['a view', 'delete from names;', /writes to names, which is a view/],
    ['a table that is not there', 'delete from nowhere;', /nowhere, which is no table of the module/],
    ['settings', `set local search_path = 'public';`, /VariableSetStmt/],
    ['settings by a call', `select set_config('role', 'none', true);`, /set_config/],
    ['a table without a key', 'delete from loose;', /loose, which has no key/],
  ])('a down with %s', async (_, down, reason) => {
    const code = `create function note() returns trigger language plpgsql as $$ begin return new; end $$; create trigger note before update on item for each row execute function note();
      create function sweep() returns void language sql as $$ select 1 $$; create view names as select name from item; create table loose (${tenantColumn}, id int);`
    const tenant = fixture.tenant([itemTable, { up: code, down: 'drop view names; drop table loose; drop trigger note on item; drop function note; drop function sweep;' }, { up: 'select 1;', down }])
    await tenant.up(3)
    expect(await reasonFor(tenant, 2)).toMatch(reason)
  })

  test('an up over a stash that may hold something, SQL the ledger does not know, and what runs outside', async () => {
    const tenant = await tenantWithRows()
    await tenant.up(2)
    await tenant.down(1)
    expect(await reasonFor(tenant, 2)).toMatch(/stash/)
    const other = fixture.tenant([{ ...itemTable, up: `${itemTable.up} ` }, addCode])
    expect(await reasonFor({ ...other, target: tenant.target }, 2)).toMatch(/not explained/)
    const outside = await tenantWithRows([itemTable, { up: 'create index concurrently by_name on item (name);', down: 'drop index by_name;', run: 'outside' }])
    expect(await reasonFor(outside, 2)).toMatch(/does not run inside/)
    expect(await reasonFor(outside, 1)).toMatch(/nothing to do/)
  })

  test('a way back that is closed, and SQL that fails on an empty schema', async () => {
    const tenant = await tenantWithRows()
    await tenant.finalize(1)
    expect(await reasonFor(tenant, 0)).toMatch(/finalized/)
    expect(await reasonFor(await tenantWithRows([itemTable, { up: 'select 1 / count(*) from item;', down: '' }]), 2)).toMatch(/division by zero/)
  })

  test('but not after a finalize, and not where contract steps were applied', async () => {
    const tenant = await tenantWithRows([itemTable, { up: 'alter table item add column code text;', down: 'alter table item drop column code;' }, { up: 'alter table item drop column name;', phase: 'contract' }, { up: 'alter table item add column note text;', down: 'alter table item drop column note;' }])
    await tenant.up(2)
    await tenant.finalize(3)
    expect(await reasonFor(tenant, 4)).toBe('program')
  })
})
