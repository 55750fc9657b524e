import { packTestModule } from '@tenon/test-kit'
import { settingsSchemaDigest } from '@tenon/planner'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dana, openRegistryFixture, sampleMigrations } from '../test/registry-fixture.ts'
import type { RegistryFixture } from '../test/registry-fixture.ts'

const permission = (name: string) => ({ name, description: name })
const [read, write, sell] = ['sample:item:read', 'sample:item:write', 'sample:item:sell']
const settings = { type: 'object', properties: { unit: { type: 'string', default: 'each' } } }
let fixture: RegistryFixture

beforeAll(async () => {
  fixture = await openRegistryFixture(await Promise.all([
    packTestModule({ version: '1.0.0', migrations: sampleMigrations.slice(0, 1), permissions: [permission(write), permission(read)] }),
    packTestModule({ version: '1.1.0', migrations: sampleMigrations.slice(0, 2), permissions: [permission(read), permission(sell)], settings }),
    packTestModule({ version: '1.2.0', migrations: sampleMigrations.slice(0, 2), permissions: [read, write, sell].map(permission), settings }),
  ]))
})
afterAll(() => fixture.close())

async function tenantOn(id: string, ...versions: readonly string[]): Promise<string> {
  await fixture.registry.createTenant({ id, name: id, organizationId: 'umbrella' })
  for (const version of versions) await apply({ kind: 'move', tenantId: id, targets: { sample: version } })
  return id
}

async function apply(request: Parameters<RegistryFixture['registry']['plan']>[0]) {
  const plan = await fixture.registry.plan(request, dana)
  expect(await fixture.registry.apply(plan.id, dana)).toMatchObject({ status: 'succeeded' })
  return plan
}

const entryOf = async (tenantId: string) => (await fixture.registry.getLock(tenantId)).entries[0]
const grantsOf = async (tenantId: string) => (await entryOf(tenantId))?.grants

describe('what a tenant consents to', () => {
  test('is every permission at an install, and nothing more at an upgrade', async () => {
    const tenant = await tenantOn('installed', '1.0.0')
    expect(await grantsOf(tenant)).toEqual([read, write])
    const { moves } = await apply({ kind: 'move', tenantId: tenant, targets: { sample: '1.2.0' } })
    expect(moves).toMatchObject([{ to: { grants: [read, write] }, permissionsOff: [sell] }])
    expect(await grantsOf(tenant)).toEqual([read, write])
  })

  test('changes with who and why, in memory at once, and leaves version, data and settings alone', async () => {
    const tenant = await tenantOn('consenting', '1.0.0', '1.2.0')
    const before = await entryOf(tenant)
    const lock = await fixture.registry.grant({ tenantId: tenant, module: 'sample', permissions: [sell], actor: 'user:admin', reason: 'we sell now' })
    expect(lock).toMatchObject({ revision: 3, change: 'grants', planId: null, operationId: null, actor: 'user:admin', reason: 'we sell now' })
    expect(lock.entries).toEqual([{ ...before, grants: [read, sell, write] }])
    expect(fixture.registry.running(tenant)?.lock).toEqual(lock)
    expect((await fixture.registry.withdraw({ tenantId: tenant, module: 'sample', permissions: [write, sell], ...dana })).entries[0]?.grants).toEqual([read])
    expect((await fixture.registry.history(tenant)).map(({ change }) => change)).toEqual(['grants', 'grants', 'upgrade', 'install'])
  })

  test('writes nothing when nothing changes', async () => {
    const tenant = await tenantOn('unchanged', '1.0.0')
    expect(await fixture.registry.grant({ tenantId: tenant, module: 'sample', permissions: [read], ...dana })).toMatchObject({ revision: 1 })
    expect(await fixture.registry.withdraw({ tenantId: tenant, module: 'sample', permissions: [], ...dana })).toMatchObject({ revision: 1 })
  })

  test('goes back with the version, and what a version no longer lists has to be granted anew', async () => {
    const tenant = await tenantOn('returning', '1.0.0', '1.1.0')
    expect(await grantsOf(tenant)).toEqual([read])
    await fixture.registry.grant({ tenantId: tenant, module: 'sample', permissions: [sell], ...dana })
    await apply({ kind: 'move', tenantId: tenant, targets: { sample: '1.2.0' } })
    expect(await grantsOf(tenant)).toEqual([read, sell])
    await apply({ kind: 'roll-back', tenantId: tenant, module: 'sample', to: '1.0.0' })
    expect(await grantsOf(tenant)).toEqual([read, write])
  })

  test('can only name permissions that the version in force has', async () => {
    const tenant = await tenantOn('mistaken', '1.0.0')
    await expect(fixture.registry.grant({ tenantId: tenant, module: 'sample', permissions: [read, sell], ...dana })).rejects.toMatchObject({ code: 'PERMISSION_UNKNOWN', problem: { details: { unknown: [sell], version: '1.0.0' } } })
    await expect(fixture.registry.grant({ tenantId: tenant, module: 'other', permissions: [read], ...dana })).rejects.toMatchObject({ code: 'MODULE_NOT_INSTALLED' })
    await expect(fixture.registry.withdraw({ tenantId: 'nobody', module: 'sample', permissions: [read], ...dana })).rejects.toMatchObject({ code: 'TENANT_UNKNOWN' })
  })

  test('makes a plan stale that was made before', async () => {
    const tenant = await tenantOn('stale', '1.0.0')
    const plan = await fixture.registry.plan({ kind: 'move', tenantId: tenant, targets: { sample: '1.2.0' } }, dana)
    await fixture.registry.withdraw({ tenantId: tenant, module: 'sample', permissions: [write], ...dana })
    await expect(fixture.registry.apply(plan.id, dana)).rejects.toMatchObject({ code: 'PLAN_STALE', problem: { details: { changed: ['the lock'] } } })
  })
})

describe('a lock entry', () => {
  test('names the settings schema of its version', async () => {
    const tenant = await tenantOn('schema', '1.0.0')
    expect((await entryOf(tenant))?.settingsSchema).toBe(settingsSchemaDigest({ settings: { type: 'object', properties: {} } }))
    await apply({ kind: 'move', tenantId: tenant, targets: { sample: '1.2.0' } })
    expect((await entryOf(tenant))?.settingsSchema).toBe(settingsSchemaDigest({ settings }))
  })

  test('written by an earlier release is read as having all permissions of its version', async () => {
    const tenant = await tenantOn('early', '1.0.0', '1.2.0')
    await forgetGrants(tenant)
    expect(await entryOf(tenant)).toMatchObject({ version: '1.2.0', grants: [read, sell, write], settingsSchema: settingsSchemaDigest({ settings }) })
    expect((await fixture.registry.history(tenant)).map(({ entries }) => entries[0]?.grants)).toEqual([[read, sell, write], [read, write]])
    expect((await fixture.registry.lockAt(tenant, '2026-01-01T00:00:00Z')).entries[0]?.grants).toEqual([read, sell, write])
    await apply({ kind: 'roll-back', tenantId: tenant, module: 'sample' })
    expect(await grantsOf(tenant)).toEqual([read, write])
  })
})

describe('the proof a version came in with', () => {
  const evidenceOf = (repository: string) => ({
    integrity: 'sha512-AAAA', signature: { keyId: 'SHA256:key' }, provenance: { builder: 'b', repository, commit: 'c0ffee', digest: 'ab' }, rule: { policy: 'warn', parts: ['provenance'], repositories: [] }, issues: [], checkedAt: '2026-01-01T00:00:00.000Z',
  })
  const knowEvidence = (version: string, repository: string | null) => fixture.database.query('update tenon.catalog_version set evidence = $2 where version = $1', [version, repository === null ? null : JSON.stringify(evidenceOf(repository))])
  const repositoryOf = async (tenantId: string) => (await entryOf(tenantId))?.proof?.repository

  test('stays in the lock whatever is found out later, and returns with a roll back', async () => {
    await knowEvidence('1.0.0', 'https://github.com/acme/one')
    await knowEvidence('1.1.0', 'https://github.com/acme/two')
    const tenant = await tenantOn('proven', '1.0.0', '1.1.0')
    expect((await entryOf(tenant))?.proof).toEqual({ digest: expect.stringMatching(/^[0-9a-f]{64}$/) as string, policy: 'warn', signedBy: 'SHA256:key', repository: 'https://github.com/acme/two', commit: 'c0ffee' })
    await knowEvidence('1.1.0', 'https://github.com/evil/two')
    await fixture.registry.grant({ tenantId: tenant, module: 'sample', permissions: [sell], ...dana })
    expect(await repositoryOf(tenant)).toBe('https://github.com/acme/two')
    await apply({ kind: 'roll-back', tenantId: tenant, module: 'sample' })
    expect(await repositoryOf(tenant)).toBe('https://github.com/acme/one')
    expect((await fixture.registry.history(tenant)).map(({ entries }) => entries[0]?.proof?.repository?.split('/').at(-1))).toEqual(['one', 'two', 'two', 'one'])
    for (const version of ['1.0.0', '1.1.0']) await knowEvidence(version, null)
  })

  test('is absent where no policy asked for one', async () => {
    expect(await entryOf(await tenantOn('unproven', '1.0.0'))).not.toHaveProperty('proof')
  })
})

/** Rows as releases before consent wrote them. */
async function forgetGrants(tenantId: string): Promise<void> {
  await fixture.database.transaction(async (session) => {
    await session.query('alter table tenon.lock_revision disable trigger append_only')
    await session.query(`update tenon.lock_revision set entries = (select jsonb_agg(entry - 'grants' - 'settingsSchema') from jsonb_array_elements(entries) entry) where tenant_id = $1`, [tenantId])
    await session.query('alter table tenon.lock_revision enable trigger append_only')
  })
}
