import { afterAll, beforeAll, expect, test } from 'vitest'
import { dana, moveTo, openRegistryFixture, packSamples } from '../test/registry-fixture.ts'
import type { RegistryFixture } from '../test/registry-fixture.ts'
import { prepareControlPlane } from './tables/prepare-control-plane.ts'

let fixture: RegistryFixture

beforeAll(async () => {
  fixture = await openRegistryFixture(await packSamples())
  await fixture.registry.createTenant({ id: 'initech', name: 'Initech', organizationId: 'umbrella' })
  for (const tenantId of ['acme', 'initech']) {
    await fixture.registry.setPin({ tenantId, module: 'sample', range: '^1', owner: 'dana', reason: 'audit season', actor: dana.actor })
    await moveTo(fixture.registry, '1.0.0', tenantId)
  }
})
afterAll(() => fixture.close())

/** One statement as a request would run it, after somebody let requests do more than they should. Nothing of it stays. */
async function asRequest(tenantId: string, { grant, sql }: { readonly grant: string; readonly sql: string }) {
  const undo = new Error('undo')
  let rows: readonly unknown[] = []
  await fixture.database.transaction(async (session) => {
    await session.query(grant)
    await session.query(`select set_config('role', 'tenon_runtime', true), set_config('tenon.tenant_id', $1, true)`, [tenantId])
    rows = (await session.query(sql)).rows
    throw undo
  }).catch((error: unknown) => { if (error !== undo) throw error })
  return rows
}

async function unguarded(): Promise<readonly string[]> {
  const { rows } = await fixture.database.query<{ name: string }>(`
    select relname as name from pg_class c where relnamespace = 'tenon'::regnamespace and relkind in ('r', 'p')
    and (relname = 'tenant' or exists (select from pg_attribute where attrelid = c.oid and attname = 'tenant_id' and not attisdropped))
    and not (relrowsecurity and exists (select from pg_policy where polrelid = c.oid and polname = 'tenon_guard'))`)
  return rows.map(({ name }) => name)
}

test('every shared table with rows of tenants has its guard', async () => {
  expect(await unguarded()).toEqual([])
  const { rows } = await fixture.database.query<{ tables: number; forced: string[] }>(`
    select count(*)::int as tables, array_agg(relname::text) filter (where relforcerowsecurity) as forced from pg_class where relnamespace = 'tenon'::regnamespace and relkind = 'r' and relrowsecurity`)
  expect(rows[0]?.tables).toBeGreaterThan(15)
  expect(rows[0]?.forced).toEqual(['outbox'])
})

test.each([
  ['pin', 'tenant_id'], ['lock_revision', 'tenant_id'], ['plan', 'tenant_id'], ['operation', 'tenant_id'], ['tenant', 'id'],
])('tenon.%s, opened by mistake, shows a request the rows of its own tenant alone', async (table, column) => {
  const grant = `grant select on tenon.${table} to tenon_runtime`
  const sql = `select distinct ${column} as tenant from tenon.${table}`
  expect(await asRequest('acme', { grant, sql })).toEqual([{ tenant: 'acme' }])
  expect(await asRequest('nobody', { grant, sql })).toEqual([])
  expect(await asRequest('', { grant, sql })).toEqual([])
  const { rows } = await fixture.database.query(sql)
  expect(rows).toEqual(expect.arrayContaining([{ tenant: 'acme' }, { tenant: 'initech' }]))
})

test('nor does it take rows for another, or change those of another', async () => {
  const grant = 'grant select, insert, update, delete on tenon.pin to tenon_runtime'
  const pin = (tenantId: string) => `insert into tenon.pin (tenant_id, module, range, owner, reason, created_at) values ('${tenantId}', 'other', '^1', 'x', 'x', now()) returning tenant_id`
  expect(await asRequest('acme', { grant, sql: pin('acme') })).toEqual([{ tenant_id: 'acme' }])
  await expect(asRequest('acme', { grant, sql: pin('initech') })).rejects.toMatchObject({ code: '42501' })
  expect(await asRequest('acme', { grant, sql: `update tenon.pin set range = '*' returning tenant_id` })).toEqual([{ tenant_id: 'acme' }])
  expect(await asRequest('acme', { grant, sql: `delete from tenon.pin where tenant_id = 'initech' returning tenant_id` })).toEqual([])
})

test('the owner\'s queries know nothing of the guard', async () => {
  const { rows } = await fixture.database.query('explain (costs off) select * from tenon.lock_revision where tenant_id = $1', ['acme'])
  expect(JSON.stringify(rows)).not.toContain('tenon.tenant_id')
})

test('a table that a later change brings is guarded with it, and preparing again changes nothing', async () => {
  await fixture.database.query('create table tenon.note (tenant_id text, text text)')
  await prepareControlPlane(fixture.database)
  expect(await unguarded()).toEqual(['note'])
  await fixture.database.query('delete from tenon.control_plane_change where version = 8')
  await prepareControlPlane(fixture.database)
  expect(await unguarded()).toEqual([])
  await prepareControlPlane(fixture.database)
  await fixture.database.query('drop table tenon.note')
})
