import type { SqlSession } from '@tenon/model'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { moveModule, packBells } from '../../test/bell-modules.ts'
import { openRegistryFixture } from '../../test/registry-fixture.ts'
import type { RegistryFixture } from '../../test/registry-fixture.ts'
import type { TakenDelivery, WorkShare } from '../surface/work-registry.ts'

let fixture: RegistryFixture

beforeAll(async () => {
  fixture = await openRegistryFixture(await packBells())
})
afterAll(() => fixture.close())

const keys = ['a', 'b', 'c']
const publishers = 5
const stepArbitrary = fc.record({ publisher: fc.nat(publishers - 1), act: fc.constantFrom('publish', 'publish', 'publish', 'commit', 'roll-back', 'take'), key: fc.constantFrom(...keys), events: fc.integer({ min: 1, max: 25 }) })
const scheduleArbitrary = fc.array(stepArbitrary, { minLength: 150, maxLength: 150 })

/** A transaction whose end is decided from outside, so that transactions end in any order. */
interface OpenPublisher {
  readonly session: SqlSession
  end(how: 'commit' | 'roll-back'): Promise<void>
}

async function openPublisher(tenantId: string): Promise<OpenPublisher> {
  const opened = Promise.withResolvers<SqlSession>()
  const ending = Promise.withResolvers<'commit' | 'roll-back'>()
  const ended = fixture.database.transaction(async (session) => {
    await session.query("select set_config('tenon.tenant_id', $1, true)", [tenantId])
    opened.resolve(session)
    if (await ending.promise === 'roll-back') throw new RangeError('rolled back')
  }).catch((error: unknown) => {
    if (!(error instanceof RangeError)) throw error
  })
  return { session: await opened.promise, async end(how) { ending.resolve(how); await ended } }
}

/** Takes and ends whatever two shares can get, one round, in the order it is handed out. */
async function takeRound(shares: readonly WorkShare[], tenantId: string, handled: TakenDelivery[]): Promise<number> {
  let count = 0
  for (const share of shares) {
    const { taken } = await share.takeDeliveries({ limit: 2, perTenant: 2, tenantId })
    for (const first of taken) {
      for (let delivery: TakenDelivery | null = first; delivery !== null; count += 1) {
        handled.push(delivery)
        delivery = await share.endDelivery(delivery, { kind: 'handled', ranOn: { version: '1.0.0', lockRevision: 1 } }, 'onward')
      }
    }
  }
  return count
}

test('events whose transactions end in any order arrive in order for each key, each once, and none that was rolled back', { timeout: 240_000 }, async () => {
  const join = () => fixture.registry.joinWork({ onWork: () => undefined, onLost: () => undefined })
  const shares = await Promise.all([join(), join()])
  let [run, total] = [0, 0]
  await fc.assert(fc.asyncProperty(scheduleArbitrary, async (schedule) => {
    const tenantId = `order-${run += 1}`
    await moveModule(fixture.registry, tenantId, 'bell', '1.0.0')
    await moveModule(fixture.registry, tenantId, 'ear', '1.0.0')
    const open = new Map<number, OpenPublisher>()
    const handled: TakenDelivery[] = []
    let serial = 0
    for (const { publisher, act, key, events } of schedule) {
      if (act === 'take') await takeRound(shares, tenantId, handled)
      else if (act === 'publish') {
        const transaction = open.get(publisher) ?? await openPublisher(tenantId)
        open.set(publisher, transaction)
        await transaction.session.query(
          "insert into tenon.outbox (id, module, version, name, key, payload) select 'e' || ($1::int + n), 'bell', '1.0.0', 'bell.rung', $2, '{}' from generate_series(1, $3::int) n", [serial, key, events])
        serial += events
      } else {
        await open.get(publisher)?.end(act)
        open.delete(publisher)
      }
    }
    for (const transaction of open.values()) await transaction.end('commit')
    while (await takeRound(shares, tenantId, handled) > 0);
    const { rows } = await fixture.database.transaction(async (session) => {
      await session.query("select set_config('tenon.tenant_id', $1, true)", [tenantId])
      return session.query<{ id: string; key: string }>('select id, key from tenon.outbox order by position')
    })
    for (const key of keys) expect(handled.filter(({ event }) => event.key === key).map(({ event }) => event.id)).toEqual(rows.filter((row) => row.key === key).map(({ id }) => id))
    total += rows.length
  }), { numRuns: 4, endOnFailure: true })
  expect(total).toBeGreaterThan(1_000)
  for (const share of shares) await share.close()
})
