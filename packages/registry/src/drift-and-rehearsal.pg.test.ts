import { join } from 'node:path'
import { packTestModule } from '@tenon/test-kit'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { changeByte } from '../test/change-byte.ts'
import { dana, moveTo, openRegistryFixture, packSamples, sampleMigrations } from '../test/registry-fixture.ts'
import type { RegistryFixture } from '../test/registry-fixture.ts'
import type { ModuleRegistry } from './module-registry.ts'

const unique = { phase: 'expand', up: 'create unique index item_name on item (tenant_id, name);', down: 'drop index item_name;' } as const
const outside = { phase: 'expand', run: 'outside', up: 'create index concurrently item_by_name on item (name);', down: 'drop index item_by_name;' } as const
const fails = { phase: 'expand', up: 'select 1 / 0;', down: 'select 1;' } as const

let fixture: RegistryFixture
let registry: ModuleRegistry
let tenantId = ''
let count = 0

beforeAll(async () => {
  const two = sampleMigrations.slice(0, 2)
  fixture = await openRegistryFixture([
    ...await packSamples(),
    await packTestModule({ version: '3.0.0', migrations: [...two, unique] }),
    await packTestModule({ version: '4.0.0-next.1', migrations: [...two, outside, fails] }),
    await packTestModule({ version: '4.0.0', migrations: [...two, outside, fails] }),
    await packTestModule({ name: 'bare', version: '1.0.0' }),
  ])
  registry = fixture.registry
})
afterAll(() => fixture.close())

beforeEach(async () => {
  count += 1
  tenantId = `tenant-${count}`
  await registry.createTenant({ id: tenantId, name: tenantId, organizationId: 'umbrella' })
})

const inSchema = (sql: string) => fixture.database.transaction((session) => session.query(`set local search_path to t_${tenantId.replaceAll('-', '_')}__sample; set local tenon.tenant_id to '${tenantId}'; ${sql}`))

describe('drift', () => {
  test('is silent over tenants as they should be, on any version, also of a module without tables', async () => {
    await moveTo(registry, '1.1.0', tenantId)
    const plan = await registry.plan({ kind: 'move', tenantId, targets: { bare: '1.0.0' } }, dana)
    await registry.apply(plan.id, dana)
    await moveTo(registry, '1.0.0', 'acme')
    expect(await registry.drift(tenantId)).toEqual({ compared: 2, drifted: [], notCompared: [] })
    expect(await registry.drift()).toMatchObject({ compared: 3, drifted: [], notCompared: [] })
  })

  test('names the tenant and every object with both definitions', async () => {
    await moveTo(registry, '1.1.0', tenantId)
    await inSchema('create index by_hand on item (name); alter table item alter column name set default \'none\'')
    const { drifted } = await registry.drift(tenantId)
    expect(drifted).toMatchObject([{ target: { tenantId, module: 'sample' }, dataVersion: 2, differences: expect.arrayContaining([
      expect.objectContaining({ kind: 'extra', object: 'index', name: 'by_hand', expected: null }),
      expect.objectContaining({ kind: 'different', object: 'column', name: 'item.name', actual: expect.stringContaining('none') as string }),
    ]) as unknown }])
    expect((await registry.drift()).drifted).toEqual(drifted)
  })

  test('reports a version whose bytes cannot be used, and compares the others', async () => {
    await moveTo(registry, '2.0.0', tenantId)
    const { directory } = await fixture.artifacts.open(await registry.getVersion('sample', '2.0.0'))
    await changeByte(join(directory, 'dist', 'module.js'))
    const report = await registry.drift()
    await changeByte(join(directory, 'dist', 'module.js'))
    expect(report.notCompared).toMatchObject([{ module: 'sample', version: '2.0.0', tenantIds: [tenantId], code: 'ARTIFACT_INTEGRITY_MISMATCH' }])
    expect(report.compared).toBeGreaterThan(1)
    expect((await registry.drift(tenantId)).notCompared).toEqual([])
  })

  test('knows what is prepared for a newer version', async () => {
    await moveTo(registry, '1.1.0', tenantId)
    expect(await moveTo(registry, '4.0.0', tenantId)).toMatchObject({ status: 'failed', problem: { code: 'MIGRATION_FAILED' } })
    expect(await registry.drift(tenantId)).toEqual({ compared: 1, drifted: [], notCompared: [] })
  })

  test('refuses a tenant that is not there', async () => {
    await expect(registry.drift('nobody')).rejects.toMatchObject({ code: 'TENANT_UNKNOWN' })
  })
})

describe('a rehearsal', () => {
  const request = () => ({ tenantId, module: 'sample', version: '3.0.0', lockBudgetMs: 60_000 })

  test('finds nothing on good data, and leaves the tenant, its history and its plans alone', async () => {
    await moveTo(registry, '1.1.0', tenantId)
    await inSchema("insert into item (sku, name) values ('a', 'one'), ('b', 'two')")
    const before = [await registry.getLock(tenantId), await registry.listOperations(tenantId)]
    const { rows: schemasBefore } = await fixture.database.query('select nspname from pg_namespace order by 1')
    expect(await registry.rehearse({ ...request(), seed: 7 })).toMatchObject({ fromDataVersion: 2, toDataVersion: 3, rows: { total: 2, copied: 2 }, seed: 7, issues: [], differences: [] })
    expect([await registry.getLock(tenantId), await registry.listOperations(tenantId)]).toEqual(before)
    expect((await fixture.database.query('select nspname from pg_namespace order by 1')).rows).toEqual(schemasBefore)
    expect(await moveTo(registry, '3.0.0', tenantId)).toMatchObject({ status: 'succeeded' })
  })

  test('says what the upgrade would fail on, by key, and so it does', async () => {
    await moveTo(registry, '1.1.0', tenantId)
    await inSchema("insert into item (sku, name) values ('a', 'same'), ('b', 'same'), ('c', 'other')")
    const { issues } = await registry.rehearse(request())
    expect(issues).toMatchObject([{ code: 'DUPLICATE_ROWS', severity: 'problem', migration: '0003_test_step' }])
    expect(issues[0]?.keys.join()).not.toContain('same')
    expect(await moveTo(registry, '3.0.0', tenantId)).toMatchObject({ status: 'failed' })
  })

  test('covers an installation, and takes a sample of more rows than it may copy', async () => {
    expect(await registry.rehearse(request())).toMatchObject({ fromDataVersion: 0, toDataVersion: 3, rows: { total: 0 } })
    await moveTo(registry, '1.1.0', tenantId)
    await inSchema("insert into item (sku, name) select g::text, g::text from generate_series(1, 50) g; analyze item")
    expect((await registry.rehearse({ ...request(), maxRows: 10 })).rows).toMatchObject({ total: 50, copied: 10 })
  })

  test.each([
    [{ tenantId: 'nobody' }, 'TENANT_UNKNOWN'],
    [{ module: 'nothing' }, 'MODULE_UNKNOWN'],
    [{ version: '9.9.9' }, 'VERSION_UNKNOWN'],
  ])('refuses %o with %s', async (part, code) => {
    await expect(registry.rehearse({ ...request(), ...part })).rejects.toMatchObject({ code })
  })

  test('refuses a version that the data is past', async () => {
    await moveTo(registry, '1.1.0', tenantId)
    await expect(registry.rehearse({ ...request(), version: '1.0.0' })).rejects.toMatchObject({ code: 'MIGRATION_UNKNOWN' })
  })
})
