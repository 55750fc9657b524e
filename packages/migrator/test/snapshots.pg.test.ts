import { afterAll, beforeAll, expect, test } from 'vitest'
import { createMigrator } from '../src/index.ts'
import { openFixture, tenantColumn } from './fixture.ts'
import type { Fixture, Step, TenantFixture } from './fixture.ts'

let fixture: Fixture
const migrator = createMigrator()

beforeAll(async () => { fixture = await openFixture() })
afterAll(() => fixture.close())

const steps: readonly Step[] = [
  { up: `create type color as enum ('red', 'blue');\ncreate table item (${tenantColumn}, id int, name text, color color, price numeric(10,2), primary key (tenant_id, id));\ncreate table note (${tenantColumn}, body jsonb);`, down: 'drop table note;\ndrop table item;\ndrop type color;' },
  { up: 'alter table item add column exact numeric;', down: 'alter table item drop column exact;' },
  { phase: 'contract', up: `alter table item drop column color;\ndrop type color;\ndrop table note;\nupdate item set name = upper(name) where id = 1;\ndelete from item where id = 3;` },
]

async function finalized(keepUntil?: string): Promise<TenantFixture> {
  const tenant = fixture.tenant(steps)
  await tenant.up(2)
  await tenant.sql(`insert into item (id, name, color, price) values (1, 'a', 'red', 1.10), (2, 'b', 'blue', null), (3, 'c', null, 3)`)
  await tenant.sql(`insert into note (body) values ('{"a": 1}'), (null)`)
  await tenant.sql('update item set exact = 1.5 where id = 1')
  await tenant.down(1)
  await tenant.sql('update item set price = 2 where id = 1')
  await tenant.up(2)
  await fixture.database.transaction((session) => migrator.finalize(session, tenant.target, { migrations: tenant.migrations, toDataVersion: 3, ...(keepUntil === undefined ? {} : { keepUntil }) }))
  return tenant
}

const list = (tenant: TenantFixture) => fixture.database.transaction((session) => migrator.snapshots(session, tenant.target))

test('a finalize keeps what it removes and the stash it empties, beside the live data and out of reach of requests', async () => {
  const tenant = await finalized()
  const [snapshot] = await list(tenant)
  expect(snapshot).toMatchObject({ number: 1, dataVersion: 2, migrations: ['0003_change_shape'], tables: [{ table: 'item', rows: 3 }, { table: 'note', rows: 2 }, { table: 'tenon_stash', rows: 1 }], rows: 6 })
  expect(snapshot?.sizeBytes).toBeGreaterThan(0)
  const days = (Date.parse(snapshot?.keepUntil ?? '') - Date.parse(snapshot?.takenAt ?? '')) / 86_400_000
  expect(Math.round(days)).toBe(30)
  expect(await tenant.sql('select * from tenon_stash')).toEqual([])
  const reachable = await tenant.sql(`select relname from pg_class where relname like 'tenon\\_%' and relkind = 'r' and relnamespace = $1::regnamespace and has_table_privilege('tenon_runtime', oid, 'select')`, [tenant.target.schema])
  expect(reachable).toEqual([])
  await expect(tenant.sql('select color from item')).rejects.toMatchObject({ code: '42703' })
})

test('a snapshot is written out as tables of its own, with the values they had', async () => {
  const tenant = await finalized()
  const restored = await fixture.database.transaction((session) => migrator.restoreSnapshot(session, tenant.target, 1))
  expect(restored).toEqual({ schema: `${tenant.target.schema}__snapshot_1`, tables: [{ table: 'item', rows: 3 }, { table: 'note', rows: 2 }, { table: 'tenon_stash', rows: 1 }] })
  const { rows } = await fixture.database.query(`select id, name, color, price from ${restored.schema}.item order by id`)
  expect(rows).toEqual([{ id: 1, name: 'a', color: 'red', price: '2.00' }, { id: 2, name: 'b', color: 'blue', price: null }, { id: 3, name: 'c', color: null, price: '3.00' }])
  await expect(fixture.database.transaction((session) => migrator.restoreSnapshot(session, tenant.target, 1))).rejects.toMatchObject({ code: 'SNAPSHOT_RESTORED' })
  await expect(fixture.database.transaction((session) => migrator.restoreSnapshot(session, tenant.target, 2))).rejects.toMatchObject({ code: 'SNAPSHOT_UNKNOWN' })
})

test('a snapshot is read line by line', async () => {
  const tenant = await finalized()
  const lines = await fixture.database.transaction(async (session) => {
    const read: { readonly table: string; readonly row: Record<string, unknown> }[] = []
    for await (const line of migrator.readSnapshot(session, tenant.target, 1)) read.push(JSON.parse(line) as typeof read[number])
    return read
  })
  expect(lines.map(({ table }) => table)).toEqual(['item', 'item', 'item', 'note', 'note', 'tenon_stash'])
  expect(lines[3]?.row['body']).toEqual({ a: 1 })
})

test('a snapshot is dropped once its time is over, and not before', async () => {
  const tenant = await finalized('2027-01-01T00:00:00Z')
  const purge = (before: string) => fixture.database.transaction((session) => migrator.purgeSnapshots(session, tenant.target, before))
  expect(await purge('2026-12-31T23:59:59Z')).toEqual([])
  expect(await purge('2027-01-01T00:00:00Z')).toEqual([1])
  expect(await list(tenant)).toEqual([])
  expect(await tenant.sql(`select relname from pg_class where relname ~ '^tenon_snapshot_[0-9]' and relnamespace = $1::regnamespace`, [tenant.target.schema])).toEqual([])
})

test('a roll back past a finalize is refused with the snapshot that is left, its rows and its size', async () => {
  const tenant = await finalized()
  const [snapshot] = await list(tenant)
  await expect(tenant.down(1)).rejects.toMatchObject({
    code: 'MIGRATION_IRREVERSIBLE',
    message: expect.stringMatching(/Snapshot 1 keeps 6 rows \(\d+ kB\) of what was removed/) as unknown,
    problem: { details: { reason: 'finalized', snapshot: { number: 1, rows: 6, sizeBytes: snapshot?.sizeBytes } } },
  })
})

test('a finalize that removes nothing keeps nothing', async () => {
  const tenant = fixture.tenant([steps[0] ?? { up: '' }, { phase: 'contract', up: 'alter table item add constraint named check (id > 0);' }])
  await tenant.up(1)
  await tenant.finalize(2)
  expect(await list(tenant)).toEqual([])
})

test('a long schema name takes its suffix all the same', async () => {
  const tenant = fixture.tenant(steps)
  const schema = `t_${'a'.repeat(30)}__${'b'.repeat(24)}`
  const target = { ...tenant.target, schema }
  await fixture.database.transaction((session) => migrator.up(session, target, { migrations: tenant.migrations, toDataVersion: 2 }))
  await fixture.database.transaction((session) => migrator.finalize(session, target, { migrations: tenant.migrations, toDataVersion: 3 }))
  const restored = await fixture.database.transaction((session) => migrator.restoreSnapshot(session, target, 1))
  expect(restored.schema).toMatch(/^t_a{30}__b+_[0-9a-f]{8}__snapshot_1$/)
  expect(restored.schema).toHaveLength(63)
})
