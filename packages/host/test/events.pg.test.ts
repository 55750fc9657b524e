import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { dana, openWorkHosts } from './open-work-hosts.ts'
import type { Stamp, WorkHosts } from './open-work-hosts.ts'
import { packWorkModules } from './work-modules.ts'

let hosts: WorkHosts
let tenant = ''
let count = 0

beforeAll(async () => {
  hosts = await openWorkHosts(await packWorkModules())
  await hosts.host.start()
})
afterAll(() => hosts.close())
beforeEach(async () => {
  count += 1
  tenant = `tenant-${count}`
  await hosts.move(tenant, 'bell', '1.0.0')
  await hosts.move(tenant, 'ear', '1.0.0')
})

const heard = async (tenantId = tenant) => (await hosts.stamps(tenantId)).filter(({ what }) => what === 'heard')
const untilHeard = (number: number, tenantId = tenant) => vi.waitFor(async () => {
  const stamps = await heard(tenantId)
  expect(stamps.length).toBe(number)
  return stamps
}, { timeout: 20_000 })
const seqs = (stamps: readonly Stamp[]) => stamps.map(({ payload }) => payload.seq)

describe('an event', () => {
  test('reaches the module that handles it, as what was published, and no other tenant', async () => {
    await hosts.move(`${tenant}-other`, 'bell', '1.0.0')
    await hosts.move(`${tenant}-other`, 'ear', '1.0.0')
    await hosts.ring(tenant, [{ seq: 1, key: 'a' }, { seq: 2 }])
    const stamps = await untilHeard(2)
    expect(stamps.map(({ id: _id, ...stamp }) => stamp).toSorted((a, b) => a.payload.seq - b.payload.seq)).toEqual([
      { what: 'heard', key: 'a', payload: { seq: 1 }, attempt: 1, version: '1.0.0', by: '1.0.0' },
      { what: 'heard', key: 'bell.rung', payload: { seq: 2 }, attempt: 1, version: '1.0.0', by: '1.0.0' },
    ])
    expect(await hosts.stamps(`${tenant}-other`)).toEqual([])
  })

  test('is handled by the version that a cut-over in progress leads to', async () => {
    const gate = join(hosts.directory, `${tenant}-gate`)
    await hosts.ring(tenant, [{ seq: 1, key: 'a', wait: gate }, { seq: 2, key: 'a' }])
    await vi.waitFor(async () => expect(await hosts.stamps(tenant)).toMatchObject([{ what: 'began' }]), { timeout: 10_000 })
    const moved = hosts.move(tenant, 'ear', '2.0.0')
    await writeFile(gate, '')
    await moved
    const stamps = await untilHeard(2)
    expect(seqs(stamps)).toEqual([1, 2])
    expect(stamps[0]?.version).toBe('1.0.0')
    expect(stamps[1]?.version).toMatch(/^(1.0.0|2.0.0)$/)
    await hosts.ring(tenant, [{ seq: 3, key: 'a' }])
    expect((await untilHeard(3)).at(-1)?.version).toBe('2.0.0')
  })

  test('says who published it, also after its publisher went back', async () => {
    await hosts.move(tenant, 'bell', '1.1.0')
    await hosts.ring(tenant, [{ seq: 1, key: 'bad' }])
    await vi.waitFor(async () => expect(await hosts.registry.listDeliveries(tenant)).toMatchObject([{ attempt: 1, problem: 'TypeError: cannot hear bad' }]), { timeout: 10_000 })
    const plan = await hosts.registry.plan({ kind: 'roll-back', tenantId: tenant, module: 'bell' }, dana)
    expect((await hosts.registry.apply(plan.id, dana)).status).toBe('succeeded')
    await hosts.registry.writeSettings({ tenantId: tenant, module: 'ear', values: { mended: true }, ...dana })
    hosts.clock.advance(5_000)
    expect(await untilHeard(1)).toMatchObject([{ by: '1.1.0', attempt: 2 }])
  })

  test('that cannot be handled parks its key alone, until it is replayed', async () => {
    await hosts.ring(tenant, [{ seq: 1, key: 'bad' }, { seq: 2, key: 'bad' }, { seq: 3, key: 'good' }])
    expect(seqs(await untilHeard(1))).toEqual([3])
    await vi.waitFor(async () => {
      hosts.clock.advance(320_000)
      expect(await hosts.registry.listDeliveries(tenant, { state: 'dead' })).toMatchObject([{ attempt: 8 }])
    }, { timeout: 20_000 })
    expect(seqs(await heard())).toEqual([3])
    const [dead] = await hosts.registry.listDeliveries(tenant, { state: 'dead' })
    await hosts.registry.writeSettings({ tenantId: tenant, module: 'ear', values: { mended: true }, ...dana })
    await hosts.registry.replayDelivery({ tenantId: tenant, eventId: dead?.eventId ?? '', subscriber: 'ear', ...dana })
    expect(seqs(await untilHeard(3))).toEqual([3, 1, 2])
  })
})

test('several hosts share the work, in order for each key, while versions change under it', { timeout: 120_000 }, async () => {
  const second = await hosts.openAnother()
  await second.host.start()
  const keys = Array.from({ length: 20 }, (_, index) => `key-${index}`)
  const publishing = Array.from({ length: 4 }, async (_, publisher) => {
    for (let round = 0; round < 15; round += 1) {
      await hosts.ring(tenant, keys.map((key) => ({ seq: publisher * 1_000 + round, key })), publisher % 2 === 0 ? hosts.host : second.host)
    }
  })
  for (const version of ['1.1.0', '2.0.0']) await hosts.move(tenant, 'ear', version)
  await Promise.all(publishing)
  const stamps = await vi.waitFor(async () => {
    const found = await heard()
    expect(new Set(found.map(({ id }) => id)).size).toBe(20 * 4 * 15)
    return found
  }, { timeout: 90_000, interval: 500 })
  const published = (await hosts.registry.listEvents(tenant, 10_000)).toReversed()
  for (const key of keys) {
    expect(stamps.filter((stamp) => stamp.key === key).map(({ id }) => id)).toEqual(published.filter((event) => event.key === key).map(({ id }) => id))
  }
  // The second host may be shown the lock a moment later than the first; what handled an event is what it was given by.
  const deliveries = await hosts.registry.listDeliveries(tenant, { limit: 10_000 })
  const revisions = new Map((await hosts.registry.history(tenant)).map(({ revision, entries }) => [revision, entries.find(({ module }) => module === 'ear')?.version]))
  const versions = new Map(stamps.map(({ id, version }) => [id, version]))
  for (const { eventId, version, lockRevision } of deliveries) {
    expect(version).toBe(revisions.get(lockRevision ?? 0))
    expect(version).toBe(versions.get(eventId))
  }
  await second.close()
})
