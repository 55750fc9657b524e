import { packTestModule } from '@tenon/test-kit'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { dana, moveTo, openRegistryFixture, packSamples, sampleMigrations } from '../test/registry-fixture.ts'
import type { RegistryFixture } from '../test/registry-fixture.ts'
import type { ModuleRegistry } from './module-registry.ts'

let fixture: RegistryFixture
let registry: ModuleRegistry
let tenantId = ''
let count = 0

beforeAll(async () => {
  fixture = await openRegistryFixture(await packSamples())
  registry = fixture.registry
})
afterAll(() => fixture.close())

beforeEach(async () => {
  count += 1
  tenantId = `tenant-${count}`
  await registry.createTenant({ id: tenantId, name: tenantId, organizationId: 'umbrella' })
})

const versionNow = async () => (await registry.getLock(tenantId)).entries.map(({ version }) => version)
const columnsOf = async () => {
  const { rows } = await fixture.database.query<{ name: string }>("select column_name as name from information_schema.columns where table_schema = $1 and table_name = 'item' order by 1", [`t_${tenantId.replaceAll('-', '_')}__sample`])
  return rows.map(({ name }) => name)
}

describe('install, upgrade, roll back, finalize', () => {
  test('an install writes data, lock and operation together and shows at once', async () => {
    const operation = await moveTo(registry, '1.0.0', tenantId)
    expect(operation).toMatchObject({ kind: 'install', status: 'succeeded', problem: null, actor: 'cli:dana' })
    expect(operation.steps.map(({ status }) => status)).toEqual(operation.steps.map(() => 'succeeded'))
    expect(registry.running(tenantId)?.lock).toEqual(await registry.getLock(tenantId))
    expect(registry.running(tenantId)?.settings.get('sample')).toEqual({ allowNegative: false })
    expect(await columnsOf()).toEqual(['sku', 'tenant_id'])
  })

  test('an upgrade and a roll back lead to the data of the version, twice over', async () => {
    for (const range of ['1.0.0', '2.0.0']) await moveTo(registry, range, tenantId)
    expect(await columnsOf()).toEqual(['name', 'sku', 'tenant_id'])
    const back = await registry.plan({ kind: 'roll-back', tenantId, module: 'sample' }, dana)
    expect(await registry.apply(back.id, dana)).toMatchObject({ kind: 'roll-back', status: 'succeeded' })
    expect([await versionNow(), await columnsOf()]).toEqual([['1.0.0'], ['sku', 'tenant_id']])
    expect((await moveTo(registry, '2.0.0', tenantId)).status).toBe('succeeded')
    expect((await registry.history(tenantId)).map(({ change }) => change)).toEqual(['upgrade', 'roll-back', 'upgrade', 'install'])
  })

  test('a roll back goes to the named older version, and not up again', async () => {
    for (const range of ['1.0.0', '1.1.0', '2.0.0']) await moveTo(registry, range, tenantId)
    const plan = await registry.plan({ kind: 'roll-back', tenantId, module: 'sample', to: '1.0.0' }, dana)
    await registry.apply(plan.id, dana)
    expect(await versionNow()).toEqual(['1.0.0'])
    await expect(registry.plan({ kind: 'roll-back', tenantId, module: 'sample' }, dana)).rejects.toMatchObject({ code: 'ROLL_BACK_UNAVAILABLE' })
  })

  test('finalize runs the contracts and closes the way back', async () => {
    for (const range of ['1.1.0', '2.0.0']) await moveTo(registry, range, tenantId)
    const plan = await registry.plan({ kind: 'finalize', tenantId, module: 'sample' }, dana)
    expect(plan).toMatchObject({ reversible: false, contractsLeft: [] })
    expect((await registry.apply(plan.id, dana)).status).toBe('succeeded')
    expect((await registry.getLock(tenantId)).entries).toMatchObject([{ version: '2.0.0', dataVersion: 3, finalized: true }])
    await expect(registry.plan({ kind: 'roll-back', tenantId, module: 'sample' }, dana)).rejects.toMatchObject({ code: 'ROLL_BACK_UNAVAILABLE', problem: { title: expect.stringContaining('finalized') } })
    await expect(registry.plan({ kind: 'finalize', tenantId, module: 'sample' }, dana)).rejects.toMatchObject({ code: 'PLAN_EMPTY' })
  })

  test('settings go back with the version, and new ones take a new revision', async () => {
    await moveTo(registry, '1.0.0', tenantId)
    await registry.writeSettings({ tenantId, module: 'sample', values: { allowNegative: true }, ...dana })
    await moveTo(registry, '2.0.0', tenantId)
    expect(registry.running(tenantId)?.settings.get('sample')).toEqual({ allowNegative: true, unit: 'each' })
    await registry.writeSettings({ tenantId, module: 'sample', values: { allowNegative: false, unit: 'kg' }, ...dana })
    const plan = await registry.plan({ kind: 'roll-back', tenantId, module: 'sample' }, dana)
    await registry.apply(plan.id, dana)
    expect(await registry.readSettings(tenantId, 'sample')).toMatchObject({ revision: 1, values: { allowNegative: true } })
    expect((await registry.writeSettings({ tenantId, module: 'sample', values: {}, ...dana })).revision).toBe(3)
  })

  test('settings that do not fit are refused with every issue and change nothing', async () => {
    await moveTo(registry, '2.0.0', tenantId)
    const before = await registry.getLock(tenantId)
    await expect(registry.writeSettings({ tenantId, module: 'sample', values: { allowNegative: 'yes', unit: 3 }, ...dana }))
      .rejects.toMatchObject({ code: 'SETTINGS_INVALID', problem: { details: { issues: ['allowNegative must be boolean', 'unit must be string'] } } })
    expect(await registry.getLock(tenantId)).toEqual(before)
  })

  test('the history answers what ran at an instant', async () => {
    await moveTo(registry, '1.0.0', tenantId)
    const installed = new Date(fixture.clock.now()).toISOString()
    fixture.clock.advance(60_000)
    await moveTo(registry, '1.1.0', tenantId)
    const versionAt = async (at: string) => (await registry.lockAt(tenantId, at)).entries.map(({ version }) => version)
    expect(await versionAt(installed)).toEqual(['1.0.0'])
    expect(await versionAt(new Date(fixture.clock.now()).toISOString())).toEqual(['1.1.0'])
    expect(await versionAt('2001-01-01T00:00:00Z')).toEqual([])
    await expect(registry.lockAt(tenantId, 'last Tuesday')).rejects.toMatchObject({ code: 'INSTANT_INVALID' })
  })

  test('a lock revision can be neither changed, deleted nor truncated', async () => {
    await moveTo(registry, '1.0.0', tenantId)
    for (const sql of ["update tenon.lock_revision set actor = 'nobody'", 'delete from tenon.lock_revision', 'truncate tenon.lock_revision', 'truncate tenon.settings_revision', 'truncate tenon.pin_history']) {
      await expect(fixture.database.query(sql)).rejects.toThrow('is append-only')
    }
  })
})

describe('what a plan refuses', () => {
  test('a version outside the pin, naming pin, owner and reason', async () => {
    await registry.setPin({ tenantId, module: 'sample', range: '~1.0', owner: 'dana', reason: 'audit season', actor: 'cli:dana' })
    await expect(registry.plan({ kind: 'move', tenantId, targets: { sample: '2.0.0' } }, dana)).rejects.toMatchObject({
      code: 'PLAN_CONFLICT', problem: { title: expect.stringContaining('dana pinned sample to ~1.0 ("audit season")'), next: expect.stringContaining('Ask dana') },
    })
    expect(await moveTo(registry, '*', tenantId)).toMatchObject({ status: 'succeeded' })
    expect(await versionNow()).toEqual(['1.0.0'])
  })

  test('a lower version, with the advice to roll back', async () => {
    await moveTo(registry, '1.1.0', tenantId)
    await expect(registry.plan({ kind: 'move', tenantId, targets: { sample: '1.0.0' } }, dana)).rejects.toMatchObject({ code: 'PLAN_CONFLICT', problem: { next: expect.stringContaining('tenon rollback') } })
  })

  test('what runs already', async () => {
    await moveTo(registry, '1.1.0', tenantId)
    await expect(registry.plan({ kind: 'move', tenantId, targets: { sample: '1.1.0' } }, dana)).rejects.toMatchObject({ code: 'PLAN_EMPTY' })
  })

  test('unknown tenants, modules and plans', async () => {
    await expect(registry.plan({ kind: 'move', tenantId: 'nobody', targets: { sample: '*' } }, dana)).rejects.toMatchObject({ code: 'TENANT_UNKNOWN' })
    await expect(registry.plan({ kind: 'move', tenantId, targets: { ghost: '*' } }, dana)).rejects.toMatchObject({ code: 'PLAN_CONFLICT' })
    await expect(registry.plan({ kind: 'roll-back', tenantId, module: 'sample' }, dana)).rejects.toMatchObject({ code: 'MODULE_NOT_INSTALLED' })
    await expect(registry.apply('p_none', dana)).rejects.toMatchObject({ code: 'PLAN_UNKNOWN' })
  })

  test('a plan whose tenant moved since, naming what changed', async () => {
    await moveTo(registry, '1.0.0', tenantId)
    const stale = await registry.plan({ kind: 'move', tenantId, targets: { sample: '2.0.0' } }, dana)
    await registry.setPin({ tenantId, module: 'sample', range: '^1', owner: 'dana', reason: 'audit', actor: 'cli:dana' })
    await expect(registry.apply(stale.id, dana)).rejects.toMatchObject({ code: 'PLAN_STALE', problem: { details: { changed: ['the pin of sample'] } } })
    await registry.removePin(tenantId, 'sample', dana)
    await moveTo(registry, '1.1.0', tenantId)
    await expect(registry.apply(stale.id, dana)).rejects.toMatchObject({ code: 'PLAN_STALE', problem: { details: { changed: ['the data of sample', 'the lock'] } } })
    expect((await registry.listOperations(tenantId)).map(({ status }) => status)).toEqual(['succeeded', 'succeeded'])
  })

  test('a plan applied twice moves the tenant once', async () => {
    const plan = await registry.plan({ kind: 'move', tenantId, targets: { sample: '1.0.0' } }, dana)
    await registry.apply(plan.id, dana)
    await expect(registry.apply(plan.id, dana)).rejects.toMatchObject({ code: 'PLAN_STALE' })
  })
})

test('a roll back past a finalize names the snapshot of what that removed, and how much it is', async () => {
  const dropping = { phase: 'contract', up: 'alter table item drop column name;' } as const
  const dropped = await openRegistryFixture([
    await packTestModule({ version: '1.0.0', migrations: sampleMigrations.slice(0, 1) }),
    await packTestModule({ version: '1.1.0', migrations: [...sampleMigrations.slice(0, 2), dropping] }),
  ])
  try {
    await moveTo(dropped.registry, '1.0.0')
    await moveTo(dropped.registry, '1.1.0')
    await dropped.database.transaction(async (session) => {
      await session.query(`select set_config('tenon.tenant_id', 'acme', true)`)
      await session.query(`insert into t_acme__sample.item (sku, name) values ('a', 'b')`)
    })
    const plan = await dropped.registry.plan({ kind: 'finalize', tenantId: 'acme', module: 'sample' }, dana)
    expect((await dropped.registry.apply(plan.id, dana)).status).toBe('succeeded')
    await expect(dropped.registry.plan({ kind: 'roll-back', tenantId: 'acme', module: 'sample' }, dana)).rejects.toMatchObject({
      code: 'ROLL_BACK_UNAVAILABLE', problem: { title: expect.stringMatching(/1\.1\.0 was finalized; what that removed is kept until \d{4}-\d\d-\d\dT[\d:.]+Z as snapshot 1 \(1 rows, \d+ kB\)/) as unknown },
    })
    const [snapshot, ...others] = await dropped.registry.listSnapshots('acme')
    expect([snapshot, others]).toMatchObject([{ module: 'sample', number: 1, rows: 1, tables: [{ table: 'item', rows: 1 }] }, []])
    expect(await dropped.registry.listSnapshots('acme', 'other')).toEqual([])
    const restored = await dropped.registry.restoreSnapshot({ tenantId: 'acme', module: 'sample', number: 1, ...dana })
    expect((await dropped.database.query(`select sku, name from ${restored.schema}.item`)).rows).toEqual([{ sku: 'a', name: 'b' }])
    await expect(dropped.registry.restoreSnapshot({ tenantId: 'acme', module: 'sample', number: 1, ...dana })).rejects.toMatchObject({ code: 'SNAPSHOT_RESTORED' })
    await dropped.registry.abandon('acme', 'sample', { actor: 'cli:lee', reason: 'not today' })
    expect((await dropped.database.query('select change, details, actor, reason from tenon.data_history order by position')).rows).toEqual([
      { change: 'restore-snapshot', details: { snapshot: 1, schema: restored.schema }, ...dana },
      { change: 'abandon', details: { migrations: [] }, actor: 'cli:lee', reason: 'not today' },
    ])
  } finally {
    await dropped.close()
  }
})
