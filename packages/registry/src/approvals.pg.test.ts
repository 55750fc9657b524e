import { createMigrator } from '@tenon/migrator'
import type { SqlSession } from '@tenon/model'
import type { TenantDatabase } from '@tenon/module-sdk/ports'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { dana, moveTo, openRegistryFixture, packSamples } from '../test/registry-fixture.ts'
import type { RegistryFixture } from '../test/registry-fixture.ts'
import type { ModuleRegistry } from './module-registry.ts'

let fixture: RegistryFixture
let registry: ModuleRegistry
let tenantId = ''
let count = 0
const kim = { actor: 'cli:kim', reason: 'read it twice' }

beforeAll(async () => {
  fixture = await openRegistryFixture(await packSamples())
  registry = fixture.registry
})
afterAll(() => fixture.close())
beforeEach(async () => {
  count += 1
  tenantId = `tenant-${count}`
  await registry.createTenant({ id: tenantId, name: tenantId, organizationId: 'umbrella' })
  await moveTo(registry, '1.0.0', tenantId)
})

const planTo = (range: string) => registry.plan({ kind: 'move', tenantId, targets: { sample: range } }, dana)

/** Every row of every table of the control plane and of the tenant's data, besides verdicts and what a live host says of itself. */
async function dump(): Promise<Readonly<Record<string, readonly unknown[]>>> {
  const { rows: tables } = await fixture.database.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables where (schemaname = 'tenon' or schemaname like 't\\_tenant\\_%') and tablename not in ('approval', 'host') order by 1`)
  const contents = await fixture.database.transaction(async (session) => {
    await session.query(`select set_config('tenon.tenant_id', $1, true)`, [tenantId])
    const read: [string, readonly unknown[]][] = []
    for (const { name } of tables) read.push([name, (await session.query<{ row: string }>(`select row_to_json(t)::text as row from ${name} t order by 1`)).rows])
    return read
  })
  return Object.fromEntries(contents)
}

describe('a verdict', () => {
  test('that rejects is final, and changes nothing that runs', async () => {
    const plan = await planTo('2.0.0')
    const before = await dump()
    expect(Object.keys(before).length).toBeGreaterThan(10)
    expect(await registry.reject(plan.id, { ...kim, reason: 'not in December' })).toMatchObject({ planId: plan.id, verdict: 'rejected', actor: 'cli:kim' })
    expect(await dump()).toEqual(before)
    await expect(registry.apply(plan.id, dana)).rejects.toMatchObject({ code: 'PLAN_REJECTED', problem: { title: expect.stringContaining('cli:kim: "not in December"') } })
    await expect(registry.approve(plan.id, kim)).rejects.toMatchObject({ code: 'PLAN_REJECTED' })
    expect(await dump()).toEqual(before)
    expect((await registry.apply((await planTo('2.0.0')).id, dana)).status).toBe('succeeded')
  })

  test('is kept for good', async () => {
    const plan = await planTo('1.1.0')
    await registry.approve(plan.id, kim)
    await registry.approve(plan.id, dana)
    expect((await registry.listApprovals(plan.id)).map(({ verdict, actor }) => `${verdict} ${actor}`)).toEqual(['approved cli:kim', 'approved cli:dana'])
    for (const sql of ["update tenon.approval set verdict = 'approved'", 'delete from tenon.approval', 'truncate tenon.approval', "update tenon.plan set plan = '{}'"]) await expect(fixture.database.query(sql)).rejects.toThrow('is append-only')
    await expect(registry.approve('p_none', kim)).rejects.toMatchObject({ code: 'PLAN_UNKNOWN' })
    await expect(registry.listApprovals('p_none')).rejects.toMatchObject({ code: 'PLAN_UNKNOWN' })
  })

  test('of another person is what a rule wants; the author counts for none', async () => {
    const strict = await fixture.openAnother({ approvals: 'all', serves: 'nobody' })
    const plan = await planTo('1.1.0')
    await expect(strict.apply(plan.id, dana)).rejects.toMatchObject({ code: 'PLAN_UNAPPROVED', problem: { next: expect.stringContaining(`tenon approve ${plan.id}`) } })
    await strict.approve(plan.id, dana)
    await expect(strict.apply(plan.id, dana)).rejects.toMatchObject({ code: 'PLAN_UNAPPROVED' })
    await strict.approve(plan.id, kim)
    expect((await strict.apply(plan.id, dana)).status).toBe('succeeded')
  })

  test('is asked for where a step cannot be taken back, when the rule says so', async () => {
    const careful = await fixture.openAnother({ approvals: 'irreversible', serves: 'nobody' })
    expect((await careful.apply((await planTo('2.0.0')).id, dana)).status).toBe('succeeded')
    const closing = await registry.plan({ kind: 'finalize', tenantId, module: 'sample' }, dana)
    expect(closing.noReturn).toMatchObject({ migration: '0003_test_step', phase: 'contract' })
    await expect(careful.apply(closing.id, dana)).rejects.toMatchObject({ code: 'PLAN_UNAPPROVED' })
    await careful.approve(closing.id, kim)
    expect((await careful.apply(closing.id, dana)).status).toBe('succeeded')
  })
})

describe('a plan whose tenant moved', () => {
  const stale = async (planId: string) => {
    const error = await registry.apply(planId, dana).then(() => null, (reason: unknown) => reason)
    return (error as { problem?: { code: string; details: { changed: readonly string[] } } } | null)?.problem
  }

  test('is refused and names the lock and the data', async () => {
    const plan = await planTo('2.0.0')
    await moveTo(registry, '1.1.0', tenantId)
    expect(await stale(plan.id)).toMatchObject({ code: 'PLAN_STALE', details: { changed: ['the data of sample', 'the lock'] } })
  })

  test('names the settings that changed, by way of the lock that holds them', async () => {
    const plan = await planTo('2.0.0')
    await registry.writeSettings({ tenantId, module: 'sample', values: { allowNegative: true }, ...dana })
    expect(await stale(plan.id)).toMatchObject({ code: 'PLAN_STALE', details: { changed: ['the lock'] } })
  })

  test('names the pin', async () => {
    const plan = await planTo('2.0.0')
    await registry.setPin({ tenantId, module: 'sample', range: '^2', owner: 'kim', reason: 'season', actor: 'cli:kim' })
    expect(await stale(plan.id)).toMatchObject({ code: 'PLAN_STALE', details: { changed: ['the pin of sample'] } })
  })

  test('names the catalog entry that was yanked, which moves nobody', async () => {
    const plan = await planTo('2.0.0')
    const before = await registry.getLock(tenantId)
    await fixture.database.query(`update tenon.catalog_version set status = 'yanked' where version = '2.0.0'`)
    expect(await stale(plan.id)).toMatchObject({ code: 'PLAN_STALE', details: { changed: ['the catalog entry sample 2.0.0'] } })
    expect(await registry.getLock(tenantId)).toEqual(before)
    await fixture.database.query(`update tenon.catalog_version set status = 'available' where version = '2.0.0'`)
  })
})

const asSuperuser = (sql: string) => fixture.database.session(async (session) => {
  await session.query('reset role')
  await session.query(sql)
})

/** The database as a role sees it that may do nothing but what it was granted. */
function databaseAs(role: string): TenantDatabase {
  const transaction = <Result>(work: (session: SqlSession) => Promise<Result>) => fixture.database.session(async (session) => {
    await session.query(`reset role; set role ${role}; begin`)
    try {
      return await work(session)
    } finally {
      await session.query('rollback; reset role')
    }
  })
  return { ...fixture.database, transaction, query: (text, values) => transaction((session) => session.query(text, values)) }
}

describe('a registry that only reads', () => {
  test('plans under a role without write rights, the same plan, and refuses to write', async () => {
    const expected = await planTo('2.0.0')
    const role = `reader_${process.pid}_${count}`
    await asSuperuser(`create role ${role}`)
    try {
      for (const schema of ['tenon', `t_${tenantId.replaceAll('-', '_')}__sample`]) await asSuperuser(`grant usage on schema ${schema} to ${role}; grant select on all tables in schema ${schema} to ${role}`)
      const database = databaseAs(role)
      await expect(database.query('delete from tenon.plan')).rejects.toThrow('permission denied')
      const reader = await fixture.openAnother({ database, migrator: createMigrator(), readOnly: true })
      const before = await dump()
      const { id: _id, actor: _actor, reason: _reason, createdAt: _at, ...body } = expected
      expect(await reader.preview({ kind: 'move', tenantId, targets: { sample: '2.0.0' } })).toEqual(body)
      await expect(reader.plan({ kind: 'move', tenantId, targets: { sample: '2.0.0' } }, dana)).rejects.toMatchObject({ code: 'REGISTRY_READ_ONLY' })
      await expect(reader.apply(expected.id, dana)).rejects.toMatchObject({ code: 'REGISTRY_READ_ONLY' })
      expect((await reader.status(tenantId))[0]?.lock.revision).toBe(1)
      expect(await dump()).toEqual(before)
      await reader.close()
    } finally {
      await asSuperuser(`drop owned by ${role}; drop role ${role}`)
    }
  })
})
