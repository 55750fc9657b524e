import { join } from 'node:path'
import type { ArtifactStore, SourceVersion } from '@tenon/model'
import { packTestModule } from '@tenon/test-kit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { changeByte } from '../test/change-byte.ts'
import { dana, moveTo, openRegistryFixture, packSamples, sampleMigrations } from '../test/registry-fixture.ts'
import type { RegistryFixture } from '../test/registry-fixture.ts'
import type { ModuleRegistry } from './module-registry.ts'

let fixture: RegistryFixture
let registry: ModuleRegistry

beforeAll(async () => {
  fixture = await openRegistryFixture(await packSamples())
  registry = fixture.registry
  await registry.createTenant({ id: 'globex', name: 'Globex', organizationId: 'umbrella', clientType: 'enterprise' })
  await moveTo(registry, '1.0.0', 'acme')
  await moveTo(registry, '1.1.0', 'globex')
})
afterAll(() => fixture.close())

/** Every byte of every lock there ever was. */
async function allLocks(): Promise<readonly string[]> {
  const { rows } = await fixture.database.query<{ row: string }>('select it::text as row from tenon.lock_revision it order by tenant_id, revision')
  return rows.map(({ row }) => row)
}

/** The fixture's store with its openings counted. */
function counted(artifacts: ArtifactStore): { readonly store: ArtifactStore; readonly opened: string[] } {
  const opened: string[] = []
  return {
    opened,
    store: {
      ...artifacts,
      open: (version) => (opened.push(version.version), artifacts.open(version)),
      admit: (version) => (opened.push(version.version), artifacts.admit(version)),
    },
  }
}

describe('a refresh', () => {
  test('opens nothing that is known but what runs, and reads only what is new', async () => {
    const { store, opened } = counted(fixture.artifacts)
    const another = await fixture.openAnother({ artifacts: store, catalog: 'cached' })
    expect(await another.refreshCatalog()).toMatchObject({ versions: [], known: 3, changed: 0, refused: [] })
    expect(opened.toSorted()).toEqual(['1.0.0', '1.1.0'])
    await fixture.publish([...await packSamples(), await packTestModule({ version: '2.1.0', migrations: sampleMigrations })])
    expect(await another.refreshCatalog()).toMatchObject({ versions: [{ version: '2.1.0' }], known: 3 })
    expect(await another.refreshCatalog()).toMatchObject({ versions: [], known: 4 })
  })

  test('notes when a version was first seen, where its source does not tell', async () => {
    expect(await registry.getVersion('sample', '2.1.0')).toMatchObject({ publishedAt: '2026-01-01T00:00:00.000Z' })
  })

  test('that began before another that is complete yanks nothing the other found', async () => {
    const gate = Promise.withResolvers<void>()
    const reached = Promise.withResolvers<void>()
    const slow = await fixture.openAnother({
      catalog: 'cached',
      artifacts: { ...fixture.artifacts, readCatalog: async (known) => { const reading = await fixture.artifacts.readCatalog(known); reached.resolve(); await gate.promise; return reading } },
    })
    const old = slow.refreshCatalog()
    await reached.promise
    await fixture.publish([...await packSamples(), await packTestModule({ version: '2.1.0', migrations: sampleMigrations }), await packTestModule({ version: '2.2.0', migrations: sampleMigrations })])
    await registry.refreshCatalog()
    gate.resolve()
    await old
    expect(await registry.getVersion('sample', '2.2.0')).toMatchObject({ status: 'available' })
  })

  test('of two hosts at once writes every version once', async () => {
    const empty = await openRegistryFixture([])
    await empty.publish(await packSamples())
    const others = await Promise.all([1, 2, 3].map(() => empty.openAnother({ catalog: 'cached' })))
    const refreshes = await Promise.all([empty.registry, ...others].map((host) => host.refreshCatalog()))
    expect(refreshes.flatMap(({ refused }) => refused)).toEqual([])
    expect((await empty.registry.listVersions('sample')).map(({ version, status }) => `${version} ${status}`)).toEqual(['2.0.0 available', '1.1.0 available', '1.0.0 available'])
    await empty.close()
  })

  test('refuses a running version whose bytes were changed, alone', async () => {
    const { directory } = await fixture.artifacts.open(await registry.getVersion('sample', '1.1.0'))
    await changeByte(join(directory, 'dist', 'module.js'))
    expect((await registry.refreshCatalog()).refused.map(({ version, code }) => `${version} ${code}`)).toEqual(['1.1.0 ARTIFACT_INTEGRITY_MISMATCH'])
    await changeByte(join(directory, 'dist', 'module.js'))
    expect((await registry.refreshCatalog()).refused).toEqual([])
  })

  test('finds evidence that speaks of other bytes than those that run', async () => {
    const evidence = { integrity: 'sha512-AAAA', signature: null, provenance: null, rule: { policy: 'off', parts: [], repositories: [] }, issues: [], checkedAt: '2026-01-01T00:00:00.000Z' }
    await fixture.database.query("update tenon.catalog_version set evidence = $1 where version = '1.0.0'", [JSON.stringify(evidence)])
    expect((await registry.refreshCatalog()).refused).toMatchObject([{ version: '1.0.0', code: 'EVIDENCE_MISMATCH' }])
    await fixture.database.query("update tenon.catalog_version set evidence = null where version = '1.0.0'")
  })

  test('costs ten thousand known versions no opening and no row', async () => {
    const many: readonly SourceVersion[] = Array.from({ length: 10_000 }, (_, index) => ({ packageName: `@many/module-${index % 100}`, version: `1.${Math.floor(index / 100)}.0`, integrity: `sha512-${index}`, deprecated: null, location: '' }))
    const big = await openRegistryFixture([])
    const { manifest } = await packTestModule({ version: '1.0.0' })
    const seed = await big.openAnother({
      catalog: 'cached',
      artifacts: { ...big.artifacts, readCatalog: async () => ({ versions: many.map(({ packageName, version, integrity }) => ({ module: packageName.slice(6), packageName, version, integrity, status: 'available', manifest })), known: [], refused: [] }) },
    })
    expect((await seed.refreshCatalog()).refused).toEqual([])
    const { store, opened } = counted(big.artifacts)
    const next = await big.openAnother({ catalog: 'cached', artifacts: { ...store, readCatalog: async (known) => ({ versions: [], known: many.slice(0, known?.length), refused: [] }) } })
    const written = async () => (await big.database.query('select xmin::text as by, count(*)::int from tenon.catalog_version group by 1')).rows
    const before = await written()
    expect(await next.refreshCatalog()).toMatchObject({ versions: [], known: 10_000, changed: 0 })
    expect(opened).toEqual([])
    expect(await written()).toEqual(before)
    await big.close()
  })
})

describe('what operators say of versions', () => {
  test('is kept for good, counts for the choice, and is taken back', async () => {
    await registry.noteVersion({ module: 'sample', version: '2.2.0', change: 'yank', actor: 'cli:lee', reason: 'totals off by one' })
    expect(await registry.getVersion('sample', '2.2.0')).toMatchObject({ status: 'yanked', notice: { change: 'yank', actor: 'cli:lee', reason: 'totals off by one' } })
    await expect(registry.plan({ kind: 'move', tenantId: 'acme', targets: { sample: '2.2.0' } }, dana)).rejects.toMatchObject({ code: 'PLAN_CONFLICT' })
    expect((await registry.plan({ kind: 'move', tenantId: 'acme', targets: { sample: '^2' } }, dana)).moves).toMatchObject([{ to: { version: '2.1.0' } }])
    await registry.refreshCatalog()
    expect(await registry.getVersion('sample', '2.2.0')).toMatchObject({ status: 'yanked' })
    await registry.noteVersion({ module: 'sample', version: '2.2.0', change: 'restore', ...dana })
    expect((await registry.getVersion('sample', '2.2.0')).status).toBe('available')
    expect((await registry.listNotices('sample')).map(({ change, actor }) => `${change} ${actor}`)).toEqual(['restore cli:dana', 'yank cli:lee'])
    await expect(fixture.database.query("update tenon.version_notice set reason = 'never said'")).rejects.toThrow('append-only')
  })

  test('does not take back what the source says', async () => {
    await fixture.publish([...(await packSamples()).slice(0, 2), ...(await packSamples()).slice(2).map((module) => ({ ...module, deprecated: 'use 2.1' })), await packTestModule({ version: '2.1.0', migrations: sampleMigrations }), await packTestModule({ version: '2.2.0', migrations: sampleMigrations })])
    expect(await registry.refreshCatalog()).toMatchObject({ changed: 1 })
    await registry.noteVersion({ module: 'sample', version: '2.0.0', change: 'yank', ...dana })
    await registry.noteVersion({ module: 'sample', version: '2.0.0', change: 'restore', ...dana })
    expect(await registry.getVersion('sample', '2.0.0')).toMatchObject({ status: 'deprecated', deprecated: 'use 2.1' })
  })

  test('of a version nobody spoke of cannot be taken back', async () => {
    await expect(registry.noteVersion({ module: 'sample', version: '1.0.0', change: 'restore', ...dana })).rejects.toMatchObject({ code: 'NOTICE_UNKNOWN' })
    await expect(registry.noteVersion({ module: 'sample', version: '7.0.0', change: 'yank', ...dana })).rejects.toMatchObject({ code: 'VERSION_UNKNOWN' })
  })
})

describe('exposure', () => {
  const flaw = { module: 'sample', range: '<1.1.0', severity: 'high', title: 'totals off by one', fixedIn: '1.1.0', actor: 'cli:dana' } as const

  test.each([[{ range: 'older' }, 'ADVISORY_INVALID'], [{ fixedIn: '1.0.9' }, 'ADVISORY_INVALID'], [{ module: 'nothing' }, 'MODULE_UNKNOWN']])('refuses an advisory with %o', async (parts, code) => {
    await expect(registry.addAdvisory({ ...flaw, ...parts })).rejects.toMatchObject({ code })
  })

  test('lists who runs a flawed version, since when, pinned by whom, and the way out', async () => {
    const { id } = await registry.addAdvisory(flaw)
    expect(await registry.exposure(id)).toMatchObject({
      subjects: [{ kind: 'advisory', id, title: 'totals off by one' }],
      exposed: [{ tenantId: 'acme', organizationName: 'Umbrella', clientType: 'standard', module: 'sample', version: '1.0.0', since: '2026-01-01T00:00:00.000Z', pin: null, fix: { version: '1.1.0', resolves: true } }],
    })
    await registry.setPin({ tenantId: 'acme', module: 'sample', range: '1.0.0', owner: 'dana', reason: 'audit season', actor: 'cli:lee' })
    expect((await registry.exposure(id)).exposed).toMatchObject([{ pin: { range: '1.0.0', owner: 'dana' }, fix: { version: '1.1.0', resolves: false, instead: null, why: [expect.stringContaining('dana pinned sample')] } }])
    await registry.removePin('acme', 'sample', dana)
    await registry.withdrawAdvisory(id, { actor: 'cli:lee', reason: 'not reproducible' })
    expect((await registry.exposure()).exposed).toEqual([])
    expect(await registry.listAdvisories()).toMatchObject([{ id, withdrawn: { actor: 'cli:lee', reason: 'not reproducible' } }])
    await expect(registry.exposure('adv_none')).rejects.toMatchObject({ code: 'ADVISORY_UNKNOWN' })
  })

  test('of a yanked version skips every flawed version on the way out', async () => {
    await registry.noteVersion({ module: 'sample', version: '1.0.0', change: 'yank', ...dana })
    const { id } = await registry.addAdvisory({ ...flaw, range: '>=1.1.0 <2.1.0', fixedIn: '2.1.0' })
    const { exposed } = await registry.exposure()
    expect(exposed.map(({ tenantId, subjects, fix }) => [tenantId, subjects, fix.version])).toEqual([['acme', ['sample@1.0.0'], '2.1.0'], ['globex', [id], '2.1.0']])
  })

  test('plans the way out for each and moves nobody', async () => {
    const before = await allLocks()
    const exits = await registry.planExits(undefined, dana)
    expect(exits).toMatchObject([{ tenantId: 'acme', targets: { sample: '2.1.0' }, problem: null }, { tenantId: 'globex', targets: { sample: '2.1.0' }, problem: null }])
    expect(await registry.getPlan(exits[0]?.plan?.id ?? '')).toEqual(exits[0]?.plan)
    expect(await allLocks()).toEqual(before)
  })
})

describe('skew', () => {
  test('reports live lines with what holds whom back, against a budget', async () => {
    fixture.clock.set('2026-03-02T00:00:00Z')
    await registry.setPin({ tenantId: 'acme', module: 'sample', range: '~1.0', owner: 'dana', reason: 'audit season', actor: 'cli:lee' })
    const report = await registry.skew({ maxLiveLines: 1, maxAgeDays: 59 })
    expect(report.modules).toMatchObject([{ module: 'sample', newest: '2.2.0', lines: [
      { line: '1.1', tenants: 1, ageDays: 60, isNewest: false, holds: [{ cause: { kind: 'nothing' }, tenantIds: ['globex'] }] },
      { line: '1.0', tenants: 1, ageDays: 60, isNewest: false, holds: [{ cause: { kind: 'pin', owner: 'dana', expired: false }, tenantIds: ['acme'] }] },
    ] }])
    expect(report.excesses.map(({ kind }) => kind)).toEqual(['lines', 'age', 'age'])
    expect((await registry.skew()).excesses).toEqual([])
  })
})

test('publishing, deprecating, yanking, restoring and advisories change no byte of any lock', async () => {
  const before = await allLocks()
  await fixture.publish([...await packSamples(), await packTestModule({ version: '9.0.0', migrations: sampleMigrations })])
  await registry.refreshCatalog()
  for (const change of ['deprecate', 'yank', 'restore', 'yank'] as const) await registry.noteVersion({ module: 'sample', version: '1.1.0', change, ...dana })
  await registry.addAdvisory({ module: 'sample', range: '*', severity: 'critical', title: 'everything', actor: 'cli:dana' })
  await registry.exposure()
  await registry.planExits(undefined, dana)
  await registry.skew()
  await registry.refreshCatalog()
  expect((await registry.getVersion('sample', '1.1.0')).status).toBe('yanked')
  expect(before.length).toBeGreaterThan(1)
  expect(await allLocks()).toEqual(before)
})
