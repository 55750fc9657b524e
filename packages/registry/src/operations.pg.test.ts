import { join } from 'node:path'
import { packTestModule } from '@tenon/test-kit'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { changeByte } from '../test/change-byte.ts'
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

const planTo = (range: string) => registry.plan({ kind: 'move', tenantId, targets: { sample: range } }, dana)

async function stateOf() {
  const { rows } = await fixture.database.query("select table_name, column_name from information_schema.columns where table_schema = $1 order by 1, 2", [`t_${tenantId.replaceAll('-', '_')}__sample`])
  return { lock: await registry.getLock(tenantId), running: registry.running(tenantId), tables: rows }
}

/** Holds the next move of the tenant at its cut-over. */
function holdMoves(on: ModuleRegistry) {
  const reached = Promise.withResolvers<void>()
  const gate = Promise.withResolvers<void>()
  const leave = on.joinCutovers({
    async hold() {
      reached.resolve()
      await gate.promise
      return () => {}
    },
  })
  return { reached: reached.promise, letGo: () => { leave(); gate.resolve() } }
}

describe('data that is not what its migrations made', () => {
  const inSchema = (sql: string) => fixture.database.transaction((session) => session.query(`set local search_path to t_${tenantId.replaceAll('-', '_')}__sample; ${sql}`))

  test('stops every move, names the object, and changes nothing', async () => {
    await moveTo(registry, '1.0.0', tenantId)
    await inSchema('alter table item add column stray int')
    const before = await stateOf()
    const operation = await moveTo(registry, '1.1.0', tenantId)
    expect(operation).toMatchObject({ status: 'failed', problem: { code: 'TENANT_DRIFTED', category: 'precondition', details: { module: 'sample', differences: [{ kind: 'extra', object: 'column', name: 'item.stray' }] } } })
    expect(operation.problem?.title).toContain('column item.stray is extra')
    expect(await stateOf()).toEqual(before)
    await inSchema('alter table item drop column stray')
    expect(await moveTo(registry, '1.1.0', tenantId)).toMatchObject({ status: 'succeeded' })
  })

  test('moves when somebody accepts it, and the history says who and why; a roll back too', async () => {
    await moveTo(registry, '1.1.0', tenantId)
    await inSchema('create index by_name on item (name)')
    const back = await registry.plan({ kind: 'roll-back', tenantId, module: 'sample' }, dana).catch(() => null)
    expect(back).toBeNull()
    const plan = await planTo('2.0.0')
    const operation = await registry.apply(plan.id, { ...dana, acceptDrift: 'index made by hand in a bad night' })
    expect(operation).toMatchObject({ status: 'succeeded' })
    expect((await registry.getLock(tenantId)).reason).toBe('test (drift accepted: index made by hand in a bad night)')
    const rollBack = await registry.plan({ kind: 'roll-back', tenantId, module: 'sample' }, dana)
    expect(await registry.apply(rollBack.id, dana)).toMatchObject({ status: 'failed', problem: { code: 'TENANT_DRIFTED' } })
  })
})

describe('a failed move', () => {
  test('leaves the tenant as it was and records code, SQLSTATE, file and line', async () => {
    const failing = { phase: 'expand', up: "alter table item add column weight int;\ninsert into item (sku) values ('a');\nselect 1 / 0;", down: 'alter table item drop column weight;' } as const
    const migrations = [...sampleMigrations.slice(0, 2), { phase: 'expand', up: 'create table lot (tenant_id text not null);', down: 'drop table lot;' } as const, failing]
    await fixture.publish([...await packSamples(), await packTestModule({ version: '3.0.0', migrations })])
    await registry.refreshCatalog()
    await moveTo(registry, '1.1.0', tenantId)
    const before = await stateOf()
    const operation = await moveTo(registry, '3.0.0', tenantId)
    expect(operation).toMatchObject({
      status: 'failed',
      problem: { code: 'MIGRATION_FAILED', details: { file: 'prisma/migrations/0004_test_step/migration.sql', sqlState: '22012', line: 4 } },
      preserved: { setAside: {}, putBack: {} },
    })
    expect(operation.steps.map(({ title, status }) => `${title}: ${status}`)).toEqual([
      'fetch sample 3.0.0: succeeded', 'hold requests of sample: succeeded', 'expand sample 0003_test_step: rolled-back', 'expand sample 0004_test_step: failed', 'write the lock: not-run', 'switch sample: not-run',
    ])
    expect(await stateOf()).toEqual(before)
    expect(await registry.getOperation(operation.id)).toEqual(operation)
    expect((await registry.status(tenantId))[0]?.attention).toEqual([expect.stringContaining('failed; nothing of it was kept')])
    expect((await moveTo(registry, '2.0.0', tenantId)).status).toBe('succeeded')
  })

  test('releases the calls it held', async () => {
    await moveTo(registry, '1.0.0', tenantId)
    const held: string[] = []
    const leave = registry.joinCutovers({ hold: async () => { held.push('held'); return () => held.push('released') } })
    const broken = registry.joinCutovers({ hold: () => Promise.reject(new TypeError('no budget left')) })
    expect(await moveTo(registry, '1.1.0', tenantId)).toMatchObject({ status: 'failed', problem: { code: 'OPERATION_FAILED', details: { reason: 'no budget left' } } })
    broken()
    leave()
    expect(held).toEqual(['held', 'released'])
    expect((await registry.getLock(tenantId)).entries[0]?.version).toBe('1.0.0')
  })
})

describe('a cut-over', () => {
  test('holds before the data moves and releases once the new version shows', async () => {
    await moveTo(registry, '1.0.0', tenantId)
    const seen: (string | undefined)[] = []
    const versionSeen = () => registry.running(tenantId)?.lock.entries[0]?.version
    const leave = registry.joinCutovers({ hold: async (tenant, modules) => { seen.push(tenant, ...modules, versionSeen()); return () => seen.push(versionSeen()) } })
    await moveTo(registry, '1.1.0', tenantId)
    leave()
    expect(seen).toEqual([tenantId, 'sample', '1.0.0', '1.1.0'])
  })
})

describe('a commit whose answer is lost', () => {
  test('is a success: the row says so, and held calls go on with the new version', async () => {
    let isLost = false
    const transaction: typeof fixture.database.transaction = async (work) => {
      const result = await fixture.database.transaction(work)
      if (!isLost) return result
      isLost = false
      throw new TypeError('Connection terminated unexpectedly')
    }
    const another = await fixture.openAnother({ database: { ...fixture.database, transaction } })
    await moveTo(another, '1.0.0', tenantId)
    const seen: (string | undefined)[] = []
    another.joinCutovers({ hold: async () => { isLost = true; return () => seen.push(another.running(tenantId)?.lock.entries[0]?.version) } })
    expect(await moveTo(another, '1.1.0', tenantId)).toMatchObject({ status: 'succeeded', problem: null })
    expect(seen).toEqual(['1.1.0'])
  })
})

describe('two moves of one tenant at once', () => {
  test('the second is refused while the first runs, and so are settings', async () => {
    await moveTo(registry, '1.0.0', tenantId)
    const [first, second] = [await planTo('1.1.0'), await planTo('2.0.0')]
    const held = holdMoves(registry)
    const started = await registry.start(first.id, dana)
    await held.reached
    await expect(registry.start(second.id, dana)).rejects.toMatchObject({ code: 'TENANT_BUSY' })
    await expect(registry.writeSettings({ tenantId, module: 'sample', values: {}, ...dana })).rejects.toMatchObject({ code: 'TENANT_BUSY' })
    held.letGo()
    expect((await started.finished).status).toBe('succeeded')
    await expect(registry.start(second.id, dana)).rejects.toMatchObject({ code: 'PLAN_STALE' })
  })

  test('an operation that runs is never taken for an interrupted one', async () => {
    await moveTo(registry, '1.0.0', tenantId)
    const plan = await planTo('1.1.0')
    const held = holdMoves(registry)
    const { operation, finished } = await registry.start(plan.id, dana)
    await held.reached
    const another = await fixture.openAnother()
    expect((await another.getOperation(operation.id)).status).toBe('running')
    expect((await another.status(tenantId))[0]?.lastOperation?.status).toBe('running')
    await expect(another.start(plan.id, dana)).rejects.toMatchObject({ code: 'TENANT_BUSY' })
    held.letGo()
    expect((await finished).status).toBe('succeeded')
  })

  test('of many callers on two hosts exactly one moves the tenant', async () => {
    const another = await fixture.openAnother()
    await moveTo(registry, '1.0.0', tenantId)
    const plans = await Promise.all([planTo('1.1.0'), planTo('2.0.0'), planTo('1.1.0'), planTo('2.0.0')])
    const results = await Promise.allSettled(plans.map((plan, index) => (index % 2 === 0 ? registry : another).apply(plan.id, dana)))
    const codes = results.flatMap((result) => (result.status === 'rejected' ? [(result.reason as { code: string }).code] : []))
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1)
    expect(codes.filter((code) => code !== 'TENANT_BUSY' && code !== 'PLAN_STALE')).toEqual([])
    expect((await registry.getLock(tenantId)).revision).toBe(2)
  })

  test('different tenants move side by side', async () => {
    const tenants = await Promise.all(['a', 'b', 'c', 'd', 'e', 'f'].map((letter) => registry.createTenant({ id: `${tenantId}-${letter}`, name: letter, organizationId: 'umbrella' })))
    const operations = await Promise.all(tenants.map(({ id }) => moveTo(registry, '1.0.0', id)))
    expect(operations.map(({ status }) => status)).toEqual(tenants.map(() => 'succeeded'))
  })
})

describe('artifacts and publishing', () => {
  test('a changed byte refuses that version for that tenant; others go on', async () => {
    const other = `${tenantId}-other`
    await registry.createTenant({ id: other, name: other, organizationId: 'umbrella' })
    await moveTo(registry, '1.1.0', other)
    await moveTo(registry, '1.0.0', tenantId)
    const plan = await planTo('1.1.0')
    const { directory } = await fixture.artifacts.open(await registry.getVersion('sample', '1.1.0'))
    const file = join(directory, 'dist', 'module.js')
    await changeByte(file)
    expect(await registry.apply(plan.id, dana)).toMatchObject({ status: 'failed', problem: { code: 'ARTIFACT_INTEGRITY_MISMATCH' } })
    await expect(planTo('1.1.0')).rejects.toMatchObject({ code: 'ARTIFACT_INTEGRITY_MISMATCH' })
    const { refused } = await registry.refreshCatalog()
    expect(refused.map(({ version, code }) => [version, code])).toEqual([['1.1.0', 'ARTIFACT_INTEGRITY_MISMATCH']])
    expect((await moveTo(registry, '2.0.0', tenantId)).status).toBe('succeeded')
    await changeByte(file)
    await registry.refreshCatalog()
  })

  test('publishing, deprecating and yanking move nobody', async () => {
    await fixture.publish(await packSamples())
    await registry.refreshCatalog()
    await moveTo(registry, '1.1.0', tenantId)
    const before = await registry.history(tenantId)
    const [v1, v11, v2] = await packSamples()
    if (!v1 || !v11 || !v2) return expect.fail('three samples')
    await fixture.publish([v1, v2, { ...await packTestModule({ version: '9.0.0' }), deprecated: 'broken' }])
    await registry.refreshCatalog()
    expect(await registry.history(tenantId)).toEqual(before)
    const statuses = Object.fromEntries((await registry.listVersions('sample')).map(({ version, status }) => [version, status]))
    expect(statuses).toMatchObject({ '9.0.0': 'deprecated', '2.0.0': 'available', '1.1.0': 'yanked' })
    expect((await registry.status(tenantId))[0]?.attention).toEqual(['sample 1.1.0 is yanked.'])
    await fixture.publish([v1, v11, v2])
    await registry.refreshCatalog()
  })

  test('a version that comes back with other bytes is refused, the known one stays', async () => {
    const [v1, ...others] = await packSamples()
    const other = await packTestModule({ version: '1.0.0', migrations: sampleMigrations.slice(0, 1) })
    await fixture.publish([other, ...others])
    expect((await registry.refreshCatalog()).refused).toMatchObject([{ version: '1.0.0', code: 'VERSION_CHANGED' }])
    expect((await registry.getVersion('sample', '1.0.0')).integrity).toBe(v1?.integrity)
    await fixture.publish(await packSamples())
    await registry.refreshCatalog()
  })

  test("a package that takes the name of another one's module is refused", async () => {
    const files = { 'package.json': JSON.stringify({ name: '@evil/sample', version: '99.0.0' }), 'dist/manifest.json': JSON.stringify({ ...(await packTestModule({ version: '99.0.0' })).manifest, packageName: '@evil/sample' }) }
    const impostor = { ...await packTestModule({ version: '99.0.0', files }), packageName: '@evil/sample', location: 'evil-99.0.0.tgz' }
    await fixture.publish([...await packSamples(), impostor])
    expect((await registry.refreshCatalog()).refused).toMatchObject([{ packageName: '@evil/sample', code: 'MODULE_NAME_TAKEN' }])
    expect((await registry.listVersions('sample')).map(({ packageName }) => packageName)).not.toContain('@evil/sample')
  })

  test('a source that is away yanks nothing', async () => {
    const another = await fixture.openAnother({ artifacts: { ...fixture.artifacts, readCatalog: async () => ({ versions: [], known: [], refused: [{ packageName: 'npm registry', version: '*', code: 'SOURCE_UNAVAILABLE', reason: 'away' }] }) } })
    expect((await another.listVersions('sample')).filter(({ status }) => status === 'available').length).toBeGreaterThan(0)
  })
})

describe('several hosts', () => {
  test('open at once on an empty database and prepare it once', async () => {
    const empty = await openRegistryFixture([])
    const registries = await Promise.all([1, 2, 3, 4].map(() => empty.openAnother()))
    expect((await Promise.all(registries.map((opened) => opened.listTenants()))).map((tenants) => tenants.length)).toEqual([1, 1, 1, 1])
    await empty.close()
  })

  test('see what another one moved', async () => {
    const another = await fixture.openAnother()
    const changed = new Promise<string>((resolve) => another.onChange((tenant) => tenant === tenantId && another.running(tenant)?.lock.revision === 1 && resolve(tenant)))
    await moveTo(registry, '2.0.0', tenantId)
    expect(await changed).toBe(tenantId)
    expect(another.running(tenantId)).toEqual(registry.running(tenantId))
  })
})
