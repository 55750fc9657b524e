import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { packTestModule } from '@tenon/test-kit'
import type { DesiredState } from '@tenon/model'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dana, openRegistryFixture, sampleMigrations } from '../test/registry-fixture.ts'
import type { RegistryFixture } from '../test/registry-fixture.ts'

const permissions = ['sample:item:read', 'sample:item:write'].map((name) => ({ name, description: name }))
const settings = { type: 'object', properties: { unit: { type: 'string', default: 'each' }, limit: { type: 'integer', default: 5 } }, additionalProperties: false }
let fixture: RegistryFixture
let registry: RegistryFixture['registry']

beforeAll(async () => {
  fixture = await openRegistryFixture(await Promise.all(['1.0.0', '1.1.0', '2.0.0'].map((version, index) => packTestModule({ version, permissions, settings, migrations: sampleMigrations.slice(0, index + 1) }))))
  registry = fixture.registry
})
afterAll(() => fixture.close())

async function importNow(desired: DesiredState, prune = false) {
  const plan = await registry.planImport({ desired, prune, ...dana })
  return { plan, run: await registry.applyImport(plan.id, dana) }
}

/** The boundaries another process reached until it was done, or dead. */
async function importInChild(importId: string, dieAt: number): Promise<readonly string[]> {
  const script = fileURLToPath(new URL('../test/import-and-die.ts', import.meta.url))
  const child = spawn(process.execPath, ['--conditions=tenon-source', script, fixture.databaseUrl, fixture.directory, importId, String(dieAt)], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [text] = await Promise.all([child.stdout.setEncoding('utf8').toArray(), once(child, 'close')])
  return text.join('').trim().split('\n')
}

const kindsOf = ({ changes }: { readonly changes: readonly { readonly kind: string }[] }) => changes.map(({ kind }) => kind)
const tenantOf = (id: string, parts: Exclude<DesiredState['tenants'], undefined>[string]): DesiredState => ({ tenants: { [id]: { organization: 'umbrella', ...parts } } })
const full = tenantOf('full', {
  name: 'Full AG', clientType: 'enterprise', tags: ['ring:early'], channel: 'beta',
  modules: { sample: { version: '^1', channel: 'stable', pin: { range: '~1.1', owner: 'dana', reason: 'audit', expires: '2027-03-01T00:00:00Z' }, grants: ['sample:item:read'], settings: { unit: 'kg' } } },
})

describe('an import', () => {
  test('shows what it would do, changes nothing until it is applied, and then leads there', async () => {
    const plan = await registry.planImport({ desired: full, ...dana })
    expect(kindsOf(plan)).toEqual(['create-tenant', 'channel', 'channel', 'pin', 'move', 'settings', 'grants'])
    expect(plan.radius).toEqual({ tenants: 1, moves: 1, selections: 3, permissionsGranted: 1, permissionsWithdrawn: 0 })
    expect((await registry.listTenants()).map(({ id }) => id)).toEqual(['acme'])
    const run = await registry.applyImport(plan.id, dana)
    expect(run).toMatchObject({ status: 'succeeded', actor: dana.actor, reason: dana.reason })
    expect(run.items.map(({ status, problem }) => [status, problem])).toEqual(plan.changes.map(() => ['succeeded', null]))
    expect((await registry.exportState('full')).tenants?.['full']).toEqual({
      name: 'Full AG', organization: 'umbrella', clientType: 'enterprise', tags: ['ring:early'], channel: 'beta',
      modules: { sample: { version: '1.1.0', channel: 'stable', pin: { range: '~1.1', owner: 'dana', reason: 'audit', expires: '2027-03-01T00:00:00.000Z' }, grants: ['sample:item:read', 'sample:item:write'], settings: { unit: 'kg' } } },
    })
    expect((await registry.timeline('full')).map(({ kind }) => kind).toSorted()).toEqual(['channel', 'channel', 'lock', 'lock', 'pin', 'tenant'])
    expect((await registry.planImport({ desired: full, ...dana })).changes).toEqual([])
  })

  test('takes away only with a prune what is not listed, and never a module', async () => {
    const less = tenantOf('full', { modules: { sample: { version: '^1', grants: ['sample:item:read'] } } })
    expect((await registry.planImport({ desired: less, ...dana })).changes).toEqual([])
    const { plan, run } = await importNow(less, true)
    expect(kindsOf(plan)).toEqual(['channel', 'channel', 'pin', 'grants'])
    expect(plan.notListed).toEqual({ tenants: ['acme'], modules: [] })
    expect(run.status).toBe('succeeded')
    expect((await registry.exportState('full')).tenants?.['full']).toMatchObject({ channel: 'stable', modules: { sample: { version: '1.1.0', grants: ['sample:item:read'], settings: { unit: 'kg' } } } })
    const { plan: none } = await importNow(tenantOf('full', {}), true)
    expect(none).toMatchObject({ changes: [], notListed: { modules: ['full/sample'] } })
  })

  test('is known to every host at once, whatever it changes of a tenant', async () => {
    await importNow(tenantOf('full', { name: 'Fuller AG', tags: ['ring:late'] }))
    expect(registry.running('full')?.tenant).toMatchObject({ name: 'Fuller AG', tags: ['ring:late'] })
  })

  test('applies to the state it was made for, or not at all, and names what changed', async () => {
    const desired = tenantOf('moved', { modules: { sample: { version: '1.0.0', settings: { limit: 1 } } } })
    await importNow(desired)
    const plan = await registry.planImport({ desired: tenantOf('moved', { modules: { sample: { settings: { limit: 2 } } } }), ...dana })
    await registry.writeSettings({ tenantId: 'moved', module: 'sample', values: { limit: 3 }, ...dana })
    const before = await registry.history('moved')
    await expect(registry.applyImport(plan.id, dana)).rejects.toMatchObject({ code: 'IMPORT_STALE', problem: { title: expect.stringContaining('limit 3 -> 2') as string } })
    expect(await registry.history('moved')).toEqual(before)
    expect((await registry.getImport(plan.id)).run).toBeNull()
  })

  test('stops at what fails, keeps what was done, and goes on from there once the cause is gone', async () => {
    await importNow(tenantOf('stuck', { modules: { sample: { version: '1.0.0' } } }))
    const stray = (change: string) => fixture.database.transaction((session) => session.query(`alter table t_stuck__sample.item ${change}`))
    await stray('add column stray int')
    const desired = tenantOf('stuck', { channel: 'beta', modules: { sample: { version: '2.0.0', pin: { range: '^2', owner: 'lee', reason: 'yes' }, settings: { limit: 9 } } } })
    const { plan, run } = await importNow(desired)
    expect(kindsOf(plan)).toEqual(['channel', 'pin', 'move', 'settings'])
    expect(run.items.map(({ status }) => status)).toEqual(['succeeded', 'succeeded', 'failed', 'not-run'])
    expect(run.items[2]?.problem).toMatchObject({ code: 'TENANT_DRIFTED' })
    expect(run.status).toBe('failed')
    expect((await registry.getImport(plan.id)).run).toEqual(run)
    await stray('drop column stray')
    expect((await registry.applyImport(plan.id, dana)).items.map(({ status }) => status)).toEqual(['succeeded', 'succeeded', 'succeeded', 'succeeded'])
  })

  test('killed before any line of its journal goes on when it is applied again, and when its file is imported again', async () => {
    const desired = (id: string) => tenantOf(id, { channel: 'beta', modules: { sample: { version: '1.1.0', pin: { range: '^1', owner: 'lee', reason: 'calm' }, settings: { limit: 7 } } } })
    const planFor = async (id: string) => {
      await importNow(tenantOf(id, { modules: { sample: { version: '1.0.0' } } }))
      return registry.planImport({ desired: desired(id), ...dana })
    }
    const whole = await importInChild((await planFor('killed-never')).id, -1)
    // Before the first line, around each of channel, pin, move and settings, and before the last.
    expect(whole).toHaveLength(1 + 2 * 4 + 1)
    for (const [boundary] of whole.entries()) {
      const id = `killed-${boundary}`
      const plan = await planFor(id)
      expect(await importInChild(plan.id, boundary)).toHaveLength(boundary + 1)
      const applyAgain = boundary % 2 === 0 ? registry.applyImport.bind(null, plan.id, dana) : async () => (await importNow(desired(id))).run
      await expect.poll(() => applyAgain().then(({ status }) => status, (error: { code: string }) => error.code), { timeout: 20_000 }).toBe('succeeded')
      expect((await registry.planImport({ desired: desired(id), ...dana })).changes).toEqual([])
      expect((await registry.timeline(id)).map((entry) => (entry.kind === 'lock' ? entry.revision.change : entry.kind)).toSorted()).toEqual(['channel', 'install', 'pin', 'settings', 'tenant', 'upgrade'])
    }
  }, 300_000)

  test('refuses a file with every issue at once', async () => {
    const bad = { tenants: { 'Not an id': { organization: 'umbrella' }, acme: { organization: 'none', modules: { sample: { version: 'newest', pin: { range: '>>', owner: 'x', reason: 'y', expires: 'soon' } }, unheard: { version: '1' } } } } }
    await expect(registry.planImport({ desired: bad, ...dana })).rejects.toMatchObject({ code: 'DESIRED_STATE_INVALID', problem: { details: { issues: [
      { path: ['tenants', 'Not an id'] }, { path: ['tenants', 'acme', 'modules', 'sample', 'version'] }, { path: ['tenants', 'acme', 'modules', 'sample', 'pin', 'range'] },
      { path: ['tenants', 'acme', 'modules', 'sample', 'pin', 'expires'] }, { path: ['tenants', 'acme', 'modules', 'unheard', 'version'] }, { path: ['tenants', 'acme', 'organization'] },
    ] } } })
  })

  test('is known by its id, and waits for another', async () => {
    await expect(registry.getImport('im_none')).rejects.toMatchObject({ code: 'IMPORT_UNKNOWN' })
    const plan = await registry.planImport({ desired: {}, ...dana })
    await fixture.database.transaction(async (session) => {
      await session.query("select pg_advisory_xact_lock(hashtextextended('tenon.import', 0))")
      await expect(registry.applyImport(plan.id, dana)).rejects.toMatchObject({ code: 'IMPORT_BUSY' })
    })
    expect(await registry.applyImport(plan.id, dana)).toMatchObject({ status: 'succeeded', items: [] })
  })
})

describe('an export', () => {
  test('changes nothing when it is imported again, pruned or not, whatever holds', async () => {
    const module = fc.record({
      version: fc.constantFrom('1.0.0', '^1', '2.0.0'), channel: fc.constantFrom('stable', 'beta'), grants: fc.subarray(permissions.map(({ name }) => name)), settings: fc.record({ limit: fc.nat(9) }),
    }, { requiredKeys: ['version'] })
    let count = 0
    await fc.assert(fc.asyncProperty(module, fc.constantFrom('stable' as const, 'beta' as const), fc.boolean(), async (sample, channel, prune) => {
      const id = `generated-${count += 1}`
      const { run } = await importNow(tenantOf(id, { channel, modules: { sample } }), prune)
      expect(run).toMatchObject({ status: 'succeeded' })
      const exported = await registry.exportState()
      for (const pruned of [true, false]) expect((await registry.planImport({ desired: exported, prune: pruned, ...dana })).changes).toEqual([])
    }), { numRuns: 6 })
  }, 60_000)
})
