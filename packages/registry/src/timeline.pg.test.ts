import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dana, moveTo, openRegistryFixture, packSamples } from '../test/registry-fixture.ts'
import type { RegistryFixture } from '../test/registry-fixture.ts'
import type { TimelineEntry } from './surface/timeline-registry.ts'

const times = ['01', '02', '03', '04', '05', '06', '07', '08', '09', '10'].map((day) => `2026-05-${day}T10:00:00.000Z`)
const kim = { actor: 'cli:kim', reason: 'read it twice' }
let fixture: RegistryFixture

beforeAll(async () => {
  fixture = await openRegistryFixture(await packSamples())
  const { registry } = fixture
  const pin = { tenantId: 'acme', module: 'sample', owner: 'dana', reason: 'audit season', actor: 'cli:lee' }
  const deeds: readonly (() => Promise<unknown>)[] = [
    () => registry.setPin({ ...pin, range: '~1.0' }),
    () => moveTo(registry, '1.0.0'),
    () => registry.setChannel({ tenantId: 'acme', channel: 'beta', ...dana }),
    () => registry.setPin({ ...pin, range: '^1', owner: 'lee' }),
    () => registry.removePin('acme', 'sample', dana),
    () => moveTo(registry, '1.1.0'),
    () => registry.abandon('acme', 'sample', dana),
    async () => registry.approve((await registry.plan({ kind: 'move', tenantId: 'acme', targets: { sample: '2.0.0' } }, dana)).id, kim),
    async () => registry.reject((await registry.planFleet({ targets: { sample: '2.0.0' }, select: { kind: 'all' } }, dana)).id, kim),
    async () => registry.applyImport((await registry.planImport({ desired: { tenants: { acme: { name: 'Acme AG', tags: ['ring:late'] } } }, ...kim })).id, kim),
  ]
  for (const [index, deed] of deeds.entries()) {
    fixture.clock.set(times[index] ?? '')
    await deed()
  }
})
afterAll(() => fixture.close())

function inWords(entry: TimelineEntry): string {
  if (entry.kind === 'lock') return entry.revision.change
  if (entry.kind === 'tenant') return entry.before === null ? 'created' : `${entry.before.name} is ${entry.after.name}`
  if (entry.kind === 'verdict') return `${entry.verdict}${entry.fleetPlanId === null ? '' : ' for many'}`
  return entry.kind === 'channel' ? `channel ${String(entry.channel)}` : `${entry.kind} ${entry.change}`
}

describe('the timeline of a tenant', () => {
  test('has every change of lock, pins, channels, data and name, and every verdict, newest first, with who and why', async () => {
    const timeline = await fixture.registry.timeline('acme')
    expect(timeline.map(inWords)).toEqual(['Acme is Acme AG', 'rejected for many', 'approved', 'data abandon', 'upgrade', 'pin removed', 'pin set', 'channel beta', 'install', 'pin set', 'created'])
    expect(timeline.slice(0, -1).map(({ createdAt }) => createdAt)).toEqual(times.toReversed())
    expect(timeline[6]).toEqual({ kind: 'pin', module: 'sample', change: 'set', range: '^1', owner: 'lee', expiresAt: null, actor: 'cli:lee', reason: 'audit season', createdAt: times[3] })
    const traits = { name: 'Acme', clientType: 'standard', tags: [] }
    expect(timeline[0]).toEqual({ kind: 'tenant', before: traits, after: { ...traits, name: 'Acme AG', tags: ['ring:late'] }, ...kim, createdAt: times[9] })
    expect(timeline.at(-1)).toMatchObject({ kind: 'tenant', before: null, after: traits, actor: 'system' })
  })

  test('cannot be written anew', async () => {
    for (const sql of ["update tenon.tenant_history set actor = 'nobody'", 'delete from tenon.tenant_history', 'truncate tenon.tenant_history']) await expect(fixture.database.query(sql)).rejects.toThrow('is append-only')
  })

  test('is that of a tenant that exists', async () => {
    await expect(fixture.registry.timeline('nobody')).rejects.toMatchObject({ code: 'TENANT_UNKNOWN' })
    await expect(fixture.registry.stateAt('nobody', '2026-05-01T00:00:00Z')).rejects.toMatchObject({ code: 'TENANT_UNKNOWN' })
    await expect(fixture.registry.stateAt('acme', 'noon')).rejects.toMatchObject({ code: 'INSTANT_INVALID' })
  })
})

describe('what held at an instant', () => {
  test.each([
    ['before anything', '2026-04-30T00:00:00Z', undefined, null, 'stable'],
    ['to the millisecond of the first pin', times[0] ?? '', undefined, '~1.0 dana', 'stable'],
    ['between', '2026-05-02T12:00:00Z', '1.0.0', '~1.0 dana', 'stable'],
    ['on the beta channel', '2026-05-03T12:00:00Z', '1.0.0', '~1.0 dana', 'beta'],
    ['under the second pin', '2026-05-04T12:00:00Z', '1.0.0', '^1 lee', 'beta'],
    ['after the pin', '2026-05-05T12:00:00Z', '1.0.0', null, 'beta'],
    ['today', '2026-06-01T00:00:00Z', '1.1.0', null, 'beta'],
  ])('%s', async (_when, at, version, pin, channel) => {
    const state = await fixture.registry.stateAt('acme', at)
    expect(state.lock.entries[0]?.version).toBe(version)
    expect(state.pins.map(({ range, owner }) => `${range} ${owner}`)[0] ?? null).toBe(pin)
    expect(state.channels.all).toBe(channel)
  })

  test('is read in the order of an index, each kind of it', async () => {
    const plans = await fixture.database.transaction(async (session) => {
      // So few rows are read whole otherwise. A sort stays possible, so its absence says that the index has the order.
      for (const way of ['seqscan', 'bitmapscan']) await session.query(`set local enable_${way} = off`)
      const explained: string[] = []
      for (const table of ['pin_history', 'channel_history', 'data_history', 'tenant_history', 'lock_revision']) {
        const { rows } = await session.query<{ 'QUERY PLAN': string }>(`explain select * from tenon.${table} where tenant_id = 'acme' order by created_at desc, ${table === 'lock_revision' ? 'revision' : 'position'} desc`)
        explained.push(rows.map((row) => row['QUERY PLAN']).join('\n'))
      }
      return explained
    })
    for (const plan of plans) expect(plan).not.toMatch(/Sort|Seq Scan/)
  })
})
