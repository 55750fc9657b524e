import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createMigrator } from '../src/index.ts'
import { migrationsOf, openFixture, tenantColumn } from './fixture.ts'
import type { Fixture } from './fixture.ts'

let fixture: Fixture

beforeAll(async () => { fixture = await openFixture() })
afterAll(() => fixture.close())

const itemTable = { up: `create table item (${tenantColumn}, id int, name text not null, primary key (tenant_id, id));`, down: 'drop table item;' }
const addPrice = { up: 'alter table item add column price numeric(10,2);', down: 'alter table item drop column price;' }

describe('up', () => {
  test('creates the schema, applies what is pending once, and records it', async () => {
    const tenant = fixture.tenant([itemTable, addPrice])
    expect(await tenant.up(1)).toMatchObject({ dataVersion: 1, applied: ['0001_change_shape'] })
    expect(await tenant.up(2)).toMatchObject({ dataVersion: 2, applied: ['0002_change_shape'] })
    expect(await tenant.up(2)).toMatchObject({ dataVersion: 2, applied: [] })
    const ledger = await fixture.database.transaction((session) => createMigrator().readLedger(session, tenant.target))
    expect(ledger).toMatchObject([{ name: '0001_change_shape', dataVersion: 1, down: 'drop table item;' }, { dataVersion: 2 }])
    expect(Date.parse(ledger[0]?.appliedAt ?? '')).not.toBeNaN()
  })

  test('names file, line, SQLSTATE and message of a failing last statement, and leaves everything as it was', async () => {
    const broken = { up: `alter table item add column note text;\n\n-- ü\ninsert into item (id, name)\n  values (1, 'a'), (1, 'b');`, down: '' }
    const tenant = fixture.tenant([itemTable, broken])
    await tenant.up(1)
    const fingerprint = await shapeOf(tenant)
    await expect(tenant.up(2)).rejects.toMatchObject({
      code: 'MIGRATION_FAILED',
      problem: { details: { migration: '0002_change_shape', file: 'prisma/migrations/0002_change_shape/migration.sql', line: 4, sqlState: '23505' } },
    })
    expect(await shapeOf(tenant)).toEqual(fingerprint)
    expect(await tenant.sql('select name from tenon_ledger')).toEqual([{ name: '0001_change_shape' }])
  })

  test('points at the very line of an error inside a long statement', async () => {
    const tenant = fixture.tenant([{ up: `create table a (${tenantColumn});\ncreate table b (\n  ${tenantColumn},\n  x nonsense\n);`, down: '' }])
    await expect(tenant.up(1)).rejects.toMatchObject({ problem: { details: { line: 4, sqlState: '42704' } } })
  })

  test('refuses text that is no SQL and statements that would end the transaction', async () => {
    const garbage = fixture.tenant([{ up: `select 1;\nselec 2;`, down: '' }])
    await expect(garbage.up(1)).rejects.toMatchObject({ code: 'MIGRATION_FAILED', problem: { details: { line: 2, sqlState: '42601' } } })
    const committing = fixture.tenant([{ up: `create table a (${tenantColumn});\ncommit;`, down: '' }])
    await expect(committing.up(1)).rejects.toMatchObject({ code: 'MIGRATION_STATEMENT_REFUSED', problem: { details: { line: 2, statement: 'commit' } } })
  })

  test('refuses a ledger that this version does not explain', async () => {
    const tenant = fixture.tenant([itemTable, addPrice])
    await tenant.up(2)
    const migrator = createMigrator()
    const upWith = (steps: Parameters<typeof migrationsOf>[0], toDataVersion: number) =>
      fixture.database.transaction((session) => migrator.up(session, tenant.target, { migrations: migrationsOf(steps), toDataVersion }))
    await expect(upWith([itemTable, { ...addPrice, up: `${addPrice.up} ` }], 2)).rejects.toMatchObject({ code: 'MIGRATION_CHECKSUM_MISMATCH' })
    await expect(upWith([itemTable, { ...addPrice, down: '' }], 2)).rejects.toMatchObject({ code: 'MIGRATION_CHECKSUM_MISMATCH' })
    await expect(upWith([itemTable], 1)).rejects.toMatchObject({ code: 'MIGRATION_UNKNOWN' })
  })

  test('restores the settings of the surrounding transaction', async () => {
    const tenant = fixture.tenant([itemTable])
    const read = `select current_setting('search_path') as path, current_setting('lock_timeout') as lock, nullif(current_setting('tenon.tenant_id', true), '') as tenant`
    await fixture.database.transaction(async (session) => {
      const before = (await session.query(read)).rows
      await createMigrator().up(session, tenant.target, { migrations: migrationsOf([itemTable]), toDataVersion: 1 })
      expect((await session.query(read)).rows).toEqual(before)
    })
  })

  test('tells its watcher when each migration starts and ends', async () => {
    const tenant = fixture.tenant([])
    const seen: string[] = []
    await fixture.database.transaction((session) => createMigrator().up(session, tenant.target, {
      migrations: migrationsOf([itemTable, addPrice]),
      toDataVersion: 2,
      onProgress: ({ migration, status, durationMs }) => seen.push(`${migration} ${status} ${durationMs === null ? '-' : 'timed'}`),
    }))
    expect(seen).toEqual(['0001_change_shape running -', '0001_change_shape succeeded timed', '0002_change_shape running -', '0002_change_shape succeeded timed'])
  })
})

describe('guards', () => {
  test('close every table to other tenants and to structure changes by the runtime role', async () => {
    const tenant = fixture.tenant([itemTable])
    await tenant.up(1)
    await tenant.sql(`insert into item (id, name) values (1, 'own')`)
    const asRuntime = (tenantId: string, sql: string) => fixture.database.transaction(async (session) => {
      await session.query(`select set_config('role', 'tenon_runtime', true), set_config('tenon.tenant_id', $1, true)`, [tenantId])
      return (await session.query(sql)).rows
    })
    const table = `${tenant.target.schema}.item`
    expect(await asRuntime(tenant.target.tenantId, `select name from ${table}`)).toEqual([{ name: 'own' }])
    expect(await asRuntime('other', `select name from ${table}`)).toEqual([])
    expect(await asRuntime('', `select name from ${table}`)).toEqual([])
    await expect(asRuntime('other', `insert into ${table} (tenant_id, id, name) values ('${tenant.target.tenantId}', 2, 'x')`)).rejects.toMatchObject({ code: '42501' })
    await expect(asRuntime(tenant.target.tenantId, `alter table ${table} add column x int`)).rejects.toMatchObject({ code: '42501' })
    await expect(asRuntime(tenant.target.tenantId, `select * from ${tenant.target.schema}.tenon_stash`)).rejects.toMatchObject({ code: '42501' })
  })

  test('refuse a table without tenant_id and a policy of the author', async () => {
    await expect(fixture.tenant([{ up: 'create table bare (id int);', down: 'drop table bare;' }]).up(1)).rejects.toMatchObject({
      code: 'MIGRATION_TABLE_UNGUARDED', problem: { details: { tables: ['bare'] } },
    })
    await expect(fixture.tenant([{ ...itemTable, up: `${itemTable.up} create policy open on item using (true);` }]).up(1)).rejects.toMatchObject({ code: 'MIGRATION_POLICY_REFUSED' })
  })
})

describe('down', () => {
  test('refuses what has no way back, before it touches anything', async () => {
    const tenant = fixture.tenant([itemTable, { ...addPrice, down: null, phase: 'irreversible' }, { up: 'alter table item add column note text;', down: 'alter table item drop column note;' }])
    await tenant.up(3)
    await expect(tenant.down(1)).rejects.toMatchObject({ code: 'MIGRATION_IRREVERSIBLE', problem: { details: { migration: '0002_change_shape' } } })
    expect(await tenant.down(2)).toMatchObject({ dataVersion: 2, applied: ['0003_change_shape'] })
  })

  test('of a schema that does not exist does nothing', async () => {
    expect(await fixture.tenant([itemTable]).down(0)).toMatchObject({ dataVersion: 0, applied: [] })
  })
})

describe('finalize', () => {
  const dropName = { up: 'alter table item drop column name;', phase: 'contract' as const }

  test('runs the contract steps that upgrades leave alone, and closes the way back', async () => {
    const tenant = fixture.tenant([itemTable, addPrice, dropName])
    expect(await tenant.up(3)).toMatchObject({ dataVersion: 2, applied: ['0001_change_shape', '0002_change_shape'] })
    expect(await tenant.finalize(3)).toMatchObject({ dataVersion: 3, applied: ['0003_change_shape'] })
    await expect(tenant.down(1)).rejects.toMatchObject({ code: 'MIGRATION_IRREVERSIBLE', problem: { details: { reason: 'finalized' } } })
    expect(await tenant.sql('select column_name from information_schema.columns where table_schema = current_schema and table_name = $1 order by 1', ['item']))
      .toEqual([{ column_name: 'id' }, { column_name: 'price' }, { column_name: 'tenant_id' }])
  })

  test('may come after later upgrades, but not before earlier ones', async () => {
    const later = { up: 'alter table item add column note text;', down: 'alter table item drop column note;' }
    const tenant = fixture.tenant([itemTable, addPrice, dropName, later])
    await tenant.up(1)
    await expect(tenant.finalize(4)).rejects.toMatchObject({ code: 'MIGRATION_OUT_OF_ORDER' })
    await tenant.up(4)
    expect(await tenant.finalize(4)).toMatchObject({ dataVersion: 4, applied: ['0003_change_shape'] })
  })

  test('empties the stash', async () => {
    const tenant = fixture.tenant([itemTable, addPrice])
    await tenant.up(2)
    await tenant.sql(`insert into item (id, name, price) values (1, 'a', 2.50)`)
    await tenant.down(1)
    expect(await tenant.sql('select count(*)::int as kept from tenon_stash')).toEqual([{ kept: 1 }])
    await tenant.finalize(1)
    expect(await tenant.sql('select count(*)::int as kept from tenon_stash')).toEqual([{ kept: 0 }])
  })
})

test('purge drops the schema with everything in it', async () => {
  const tenant = fixture.tenant([itemTable])
  await tenant.up(1)
  await fixture.database.transaction((session) => createMigrator().purge(session, tenant.target))
  expect((await fixture.database.query('select from pg_namespace where nspname = $1', [tenant.target.schema])).rowCount).toBe(0)
})

describe('concurrency', () => {
  test('two moves of one target never both run', async () => {
    const outcomes = await Promise.all(Array.from({ length: 20 }, async () => {
      const tenant = fixture.tenant([itemTable, addPrice])
      const results = await Promise.all([tenant.up(2), tenant.up(2), tenant.up(2)])
      return results.map(({ applied }) => applied.length).toSorted()
    }))
    expect(outcomes).toEqual(outcomes.map(() => [0, 0, 2]))
  })

  test('a lock held by others is retried without holding locks meanwhile, and given up with a name', async () => {
    const tenant = fixture.tenant([itemTable])
    await tenant.up(1)
    const steps = migrationsOf([itemTable, addPrice])
    await fixture.database.transaction(async (holder) => {
      await holder.query(`lock table ${tenant.target.schema}.item in access share mode`)
      const pauses: number[] = []
      const stubborn = createMigrator({ lockTimeoutMs: 20, lockAttempts: 3, wait: (milliseconds) => Promise.resolve(void pauses.push(milliseconds)) })
      await expect(fixture.database.transaction((session) => stubborn.up(session, tenant.target, { migrations: steps, toDataVersion: 2 }))).rejects.toMatchObject({ code: 'MIGRATION_LOCK_TIMEOUT' })
      expect(pauses).toEqual([50, 100])
    })
    let release = () => {}
    const released = new Promise<void>((resolve) => { release = resolve })
    let holding = () => {}
    const held = new Promise<void>((resolve) => { holding = resolve })
    const holder = fixture.database.transaction(async (session) => {
      await session.query(`lock table ${tenant.target.schema}.item in access share mode`)
      holding()
      await released
    })
    await held
    const patient = createMigrator({ lockTimeoutMs: 20, wait: async () => {
      release()
      await holder
    } })
    expect(await fixture.database.transaction((session) => patient.up(session, tenant.target, { migrations: steps, toDataVersion: 2 }))).toMatchObject({ dataVersion: 2 })
  })
})

function shapeOf(tenant: { sql(text: string): Promise<readonly unknown[]> }): Promise<readonly unknown[]> {
  return tenant.sql(`select table_name, column_name, data_type from information_schema.columns where table_schema = current_schema order by 1, 2`)
}
