import type { SqlSession } from '@tenon/model'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { moveModule, packBells } from '../../test/bell-modules.ts'
import { dana, openRegistryFixture } from '../../test/registry-fixture.ts'
import type { RegistryFixture } from '../../test/registry-fixture.ts'
import type { TakenDelivery, WorkShare } from '../surface/work-registry.ts'

let fixture: RegistryFixture
let share: WorkShare
let tenantId = ''
let count = 0
const ran = { version: '1.0.0', lockRevision: 2 }
const all = { limit: 100, perTenant: 100, tenantId: null }

beforeAll(async () => {
  fixture = await openRegistryFixture(await packBells())
})
afterAll(() => fixture.close())
beforeEach(async () => {
  count += 1
  tenantId = `tenant-${count}`
  await moveModule(fixture.registry, tenantId, 'bell', '1.0.0')
  share = await fixture.registry.joinWork({ onWork: () => undefined, onLost: () => undefined })
  return () => share.close()
})

/** Publishes as a module's transaction does. */
async function publish(session: SqlSession, { id, key = 'k', name = 'bell.rung', tenant = tenantId }: { readonly id: string; readonly key?: string; readonly name?: string; readonly tenant?: string }): Promise<void> {
  await session.query(`set local role tenon_runtime`)
  await session.query("select set_config('tenon.tenant_id', $1, true)", [tenant])
  await session.query("insert into tenon.outbox (id, module, version, name, key, payload) values ($1, 'bell', '1.0.0', $2, $3, '{\"loud\": true}')", [id, name, key])
}
const ring = (id: string, key?: string) => fixture.database.transaction((session) => publish(session, key === undefined ? { id } : { id, key }))
const ids = (taken: readonly TakenDelivery[]) => taken.map(({ event }) => event.id)
const handled = (delivery: TakenDelivery) => share.endDelivery(delivery, { kind: 'handled', ranOn: ran }, 'stop')
async function takeOne(): Promise<TakenDelivery> {
  const { taken: [delivery] } = await share.takeDeliveries({ ...all, tenantId })
  if (delivery === undefined) throw new TypeError('nothing was taken')
  return delivery
}
async function takeIds(): Promise<readonly string[]> {
  return ids((await share.takeDeliveries({ ...all, tenantId })).taken)
}

describe('who hears of an event', () => {
  test('what was installed when it was published, as plain data, and nobody else', async () => {
    await ring('before')
    await moveModule(fixture.registry, tenantId, 'ear', '1.0.0')
    await ring('after')
    await moveModule(fixture.registry, 'neighbour', 'ear', '1.0.0')
    const { taken } = await share.takeDeliveries(all)
    expect(taken).toMatchObject([{ tenantId, subscriber: 'ear', event: { id: 'after', name: 'bell.rung', key: 'k', module: 'bell', version: '1.0.0', payload: { loud: true }, attempt: 1 } }])
    await handled(taken[0] as TakenDelivery)
    expect(await fixture.registry.listDeliveries(tenantId)).toMatchObject([{ eventId: 'after', state: 'done', attempt: 1, version: '1.0.0', lockRevision: 2 }])
  })

  test('follows the version in force, up and back', async () => {
    const both = async (id: string) => {
      await ring(`${id}-rang`, `${id}-a`)
      await fixture.database.transaction((session) => publish(session, { id: `${id}-broke`, key: `${id}-b`, name: 'bell.broke' }))
    }
    await moveModule(fixture.registry, tenantId, 'ear', '1.0.0')
    await both('first')
    await moveModule(fixture.registry, tenantId, 'ear', '2.0.0')
    await both('second')
    const back = await fixture.registry.plan({ kind: 'roll-back', tenantId, module: 'ear' }, dana)
    await fixture.registry.apply(back.id, dana)
    await both('third')
    expect((await takeIds()).toSorted()).toEqual(['first-rang', 'second-broke', 'third-rang'])
  })

  test('a rolled back publish addresses nobody', async () => {
    await moveModule(fixture.registry, tenantId, 'ear', '1.0.0')
    await expect(fixture.database.transaction(async (session) => {
      await publish(session, { id: 'never' })
      throw new TypeError('no')
    })).rejects.toThrow('no')
    expect(await fixture.registry.listDeliveries(tenantId)).toEqual([])
  })

  test('the runtime role can neither read nor write deliveries', async () => {
    for (const statement of ['select * from tenon.delivery', "update tenon.delivery set state = 'done'", 'delete from tenon.subscription', 'select * from tenon.timer']) {
      await expect(fixture.database.transaction(async (session) => {
        await session.query('set local role tenon_runtime')
        await session.query(statement)
      })).rejects.toThrow('permission denied')
    }
  })
})

describe('order', () => {
  beforeEach(() => moveModule(fixture.registry, tenantId, 'ear', '1.0.0'))

  test('one key waits for its first event, other keys go on', async () => {
    for (const [id, key] of [['a1', 'a'], ['a2', 'a'], ['b1', 'b']] as const) await ring(id, key)
    const { taken } = await share.takeDeliveries({ ...all, tenantId })
    expect(ids(taken)).toEqual(['a1', 'b1'])
    expect(await takeIds()).toEqual([])
    expect((await share.endDelivery(taken[0] as TakenDelivery, { kind: 'handled', ranOn: ran }, 'onward'))?.event.id).toBe('a2')
    expect(await share.endDelivery(taken[1] as TakenDelivery, { kind: 'handled', ranOn: ran }, 'onward')).toBeNull()
  })

  test('an event that is committed before an earlier one waits for it', async () => {
    const slow = Promise.withResolvers<void>()
    const published = Promise.withResolvers<void>()
    const first = fixture.database.transaction(async (session) => {
      await publish(session, { id: 'first' })
      published.resolve()
      await slow.promise
    })
    await published.promise
    await ring('second')
    expect(await share.takeDeliveries({ ...all, tenantId })).toEqual({ taken: [], unsettled: true })
    slow.resolve()
    await first
    const delivery = await takeOne()
    expect(delivery.event.id).toBe('first')
    expect((await share.endDelivery(delivery, { kind: 'handled', ranOn: ran }, 'onward'))?.event.id).toBe('second')
  })

  test('a transaction that publishes nothing holds nobody up', async () => {
    const slow = Promise.withResolvers<void>()
    const began = Promise.withResolvers<void>()
    const other = fixture.database.transaction(async (session) => {
      await session.query('select pg_current_xact_id()')
      began.resolve()
      await slow.promise
    })
    await began.promise
    await ring('event')
    expect(await takeIds()).toEqual(['event'])
    slow.resolve()
    await other
  })

  test('two shares never hold one key at once, and take turns between tenants', async () => {
    for (let index = 0; index < 6; index += 1) await ring(`own-${index}`, `key-${index}`)
    await moveModule(fixture.registry, `${tenantId}-b`, 'ear', '1.0.0')
    await fixture.database.transaction((session) => publish(session, { id: 'other', tenant: `${tenantId}-b` }))
    const second = await fixture.registry.joinWork({ onWork: () => undefined, onLost: () => undefined })
    const [a, b] = await Promise.all([share, second].map((one) => one.takeDeliveries({ limit: 3, perTenant: 2, tenantId: null })))
    const taken = [...ids(a?.taken ?? []), ...ids(b?.taken ?? [])]
    expect(new Set(taken).size).toBe(taken.length)
    expect(taken).toContain('other')
    expect(taken.filter((id) => id.startsWith('own-')).length).toBeLessThanOrEqual(4)
    await second.close()
  })
})

describe('failures', () => {
  beforeEach(() => moveModule(fixture.registry, tenantId, 'ear', '1.0.0'))
  const fail = (delivery: TakenDelivery) => share.endDelivery(delivery, { kind: 'failed', ranOn: ran, reason: 'no ear' }, 'onward')
  const choice = (eventId: string) => ({ tenantId, eventId, subscriber: 'ear', ...dana })

  async function failToDeath(id: string): Promise<void> {
    for (let attempt = 1; attempt <= 8; attempt += 1) {
      const delivery = await takeOne()
      expect(delivery.event).toMatchObject({ id, attempt })
      await fail(delivery)
      expect(await takeIds()).toEqual([])
      fixture.clock.advance(900_000)
    }
  }

  test('rest, then come again; after eight the delivery is dead and its key parked, until a person decides', async () => {
    await ring('bad')
    await ring('behind')
    await failToDeath('bad')
    expect(await takeIds()).toEqual([])
    const [status] = await fixture.registry.status(tenantId)
    expect(status?.attention.join()).toContain('1 event for ear')
    expect(await fixture.registry.listDeliveries(tenantId, { state: 'dead' })).toMatchObject([{ eventId: 'bad', attempt: 8, problem: 'no ear' }])
    expect(await fixture.registry.replayDelivery(choice('bad'))).toMatchObject({ state: 'waiting', attempt: 0 })
    await failToDeath('bad')
    expect(await fixture.registry.discardDelivery(choice('bad'))).toMatchObject({ state: 'discarded', problem: 'no ear' })
    expect(await takeIds()).toEqual(['behind'])
    const { rows } = await fixture.database.query('select change, event_id, subscriber, problem, actor, reason from tenon.delivery_history where tenant_id = $1 order by position', [tenantId])
    expect(rows).toEqual(['replay', 'discard'].map((change) => ({ change, event_id: 'bad', subscriber: 'ear', problem: 'no ear', ...dana })))
    await expect(fixture.database.query('delete from tenon.delivery_history')).rejects.toThrow('append-only')
  })

  test('what did not start is no attempt', async () => {
    await ring('event')
    await share.endDelivery(await takeOne(), { kind: 'given-back', reason: 'a cut-over' }, 'stop')
    expect((await takeOne()).event.attempt).toBe(1)
  })

  test('only what stopped is replayed or discarded', async () => {
    await ring('event')
    await expect(fixture.registry.discardDelivery(choice('event'))).rejects.toMatchObject({ code: 'DELIVERY_NOT_STOPPED' })
    await expect(fixture.registry.replayDelivery(choice('nothing'))).rejects.toMatchObject({ code: 'DELIVERY_UNKNOWN' })
    await expect(fixture.registry.replayDelivery({ ...choice('event'), tenantId: 'nobody' })).rejects.toMatchObject({ code: 'TENANT_UNKNOWN' })
    await share.endDelivery(await takeOne(), { kind: 'skipped', ranOn: ran, reason: 'no handler' }, 'stop')
    expect(await fixture.registry.replayDelivery(choice('event'))).toMatchObject({ state: 'waiting', problem: 'no handler' })
    expect(await takeIds()).toEqual(['event'])
  })

  test('what was freed meanwhile is ended by its new holder only', async () => {
    await ring('event')
    const delivery = await takeOne()
    await fixture.database.query('update tenon.delivery set claimed_by = null where tenant_id = $1', [tenantId])
    const again = await takeOne()
    await handled(delivery)
    expect(await fixture.registry.listDeliveries(tenantId)).toMatchObject([{ state: 'waiting', attempt: 2 }])
    await handled(again)
    expect(await fixture.registry.listDeliveries(tenantId)).toMatchObject([{ state: 'done', attempt: 2 }])
  })

  test('what a dead process held is free again, what a living one holds is not', async () => {
    await ring('mine', 'a')
    await ring('theirs', 'b')
    await fixture.database.query("update tenon.delivery set claimed_by = 'work_gone', attempt = 1 where event_id = 'theirs' and tenant_id = $1", [tenantId])
    expect(await takeIds()).toEqual(['mine'])
    await share.freeLost()
    const { taken } = await share.takeDeliveries({ ...all, tenantId })
    expect(taken).toMatchObject([{ event: { id: 'theirs', attempt: 2 } }])
  })

  test('closing gives back what was not ended', async () => {
    await ring('event')
    const other = await fixture.registry.joinWork({ onWork: () => undefined, onLost: () => undefined })
    expect(ids((await other.takeDeliveries({ ...all, tenantId })).taken)).toEqual(['event'])
    await other.close()
    expect((await takeOne()).event.attempt).toBe(1)
  })
})

test('a purge removes what is over and past its time, and keeps what waits', async () => {
  await moveModule(fixture.registry, tenantId, 'ear', '1.0.0')
  for (const id of ['done', 'waits']) await ring(id, id)
  const { taken } = await share.takeDeliveries({ ...all, tenantId })
  fixture.clock.set(Date.now() + 3_600_000)
  await fixture.registry.purgeEvents(86_400_000)
  await handled(taken.find(({ event }) => event.id === 'done') as TakenDelivery)
  expect(await fixture.registry.purgeEvents(86_400_000)).toEqual({ events: 0, deliveries: 0 })
  fixture.clock.advance(90_000_000)
  expect(await fixture.registry.purgeEvents(86_400_000)).toMatchObject({ deliveries: expect.any(Number) as number })
  expect((await fixture.registry.listEvents(tenantId)).map(({ id }) => id)).toEqual(['waits'])
  expect((await fixture.registry.listDeliveries(tenantId)).map(({ eventId }) => eventId)).toEqual(['waits'])
})
