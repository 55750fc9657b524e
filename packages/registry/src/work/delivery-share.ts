import type { SqlSession } from '@tenon/model'
import { afterFailure } from '../events/delivery-policy.ts'
import { nothingSettled, settle } from '../events/settled-position.ts'
import type { DeliveryEnd, TakenDelivery, WorkShare } from '../surface/work-registry.ts'
import { claimDeliveries, claimFollowing } from '../tables/delivery-claims.ts'
import type { ClaimedDelivery } from '../tables/delivery-claims.ts'
import { selectReceivedEvent, updateClaimed } from '../tables/deliveries.ts'
import type { DeliveryUpdate } from '../tables/deliveries.ts'
import { readOutbox } from '../tables/outbox-position.ts'
import { setSessionTenant } from '../tables/outbox.ts'
import type { ShareParts } from './open-work-share.ts'

/** The deliveries of a share. */
export interface DeliveryShare {
  readonly methods: Pick<WorkShare, 'takeDeliveries' | 'endDelivery'>
  held(): readonly TakenDelivery[]
  /** Gives back what was not ended. */
  giveBack(): Promise<void>
}

/** A share that holds nothing yet. */
export function createDeliveryShare(parts: ShareParts): DeliveryShare {
  const { database, worker, clock } = parts
  const held = new Map<string, TakenDelivery>()
  let settling = nothingSettled
  const nowIso = () => new Date(clock.now()).toISOString()

  const methods: DeliveryShare['methods'] = {
    async takeDeliveries({ limit, perTenant, tenantId }) {
      settling = settle(settling, await database.transaction(readOutbox))
      const busy = new Map([...Map.groupBy(held.values(), (it) => it.tenantId)].map(([tenant, deliveries]) => [tenant, deliveries.length]))
      const taken = await database.transaction(async (session) => {
        const claimed = await claimDeliveries(session, { worker, settled: settling.settled, now: nowIso(), limit, perTenant, busy, tenantId })
        return readAll(session, claimed)
      })
      for (const delivery of taken) held.set(keyOf(delivery), delivery)
      return { taken, unsettled: settling.pending !== null }
    },
    async endDelivery(delivery, end, onward) {
      try {
        const next = await database.transaction(async (session) => {
          const isHeld = await updateClaimed(session, { ...delivery, attempt: delivery.event.attempt }, { worker, update: updateOf(delivery, end, parts) })
          if (!isHeld || onward === 'stop') return null
          const following = await claimFollowing(session, delivery, { worker, settled: settling.settled, now: nowIso() })
          return following === null ? null : (await readAll(session, [following]))[0] ?? null
        })
        if (next !== null) held.set(keyOf(next), next)
        return next
      } finally {
        // Counted until its follower is, or a look in between would take more of this tenant than it may.
        if (held.get(keyOf(delivery)) === delivery) held.delete(keyOf(delivery))
      }
    },
  }

  return {
    methods,
    held: () => [...held.values()],
    async giveBack() {
      for (const delivery of held.values()) await methods.endDelivery(delivery, { kind: 'given-back', reason: 'the host closed' }, 'stop')
    },
  }
}

/** Reads what was claimed, tenant by tenant: the outbox shows rows of the session's tenant only. */
async function readAll(session: SqlSession, claimed: readonly ClaimedDelivery[]): Promise<readonly TakenDelivery[]> {
  const taken: TakenDelivery[] = []
  for (const [tenantId, deliveries] of Map.groupBy(claimed, (it) => it.tenantId)) {
    await setSessionTenant(session, tenantId)
    for (const delivery of deliveries) {
      const event = await selectReceivedEvent(session, delivery)
      if (event !== null) taken.push({ tenantId, subscriber: delivery.subscriber, position: delivery.position, event })
    }
  }
  return taken
}

function updateOf({ event }: TakenDelivery, end: DeliveryEnd, { clock, random }: ShareParts): DeliveryUpdate {
  const now = clock.now()
  const at = (time: number) => new Date(time).toISOString()
  const rest = { problem: null, version: null, lockRevision: null, dueAt: null, endedAt: null, attemptsBack: 0 } as const
  switch (end.kind) {
    case 'handled':
      return { ...rest, ...end.ranOn, state: 'done', endedAt: at(now) }
    case 'skipped':
      return { ...rest, ...end.ranOn, state: 'skipped', problem: end.reason, endedAt: at(now) }
    case 'given-back':
      return { ...rest, state: 'waiting', problem: end.reason, attemptsBack: 1 }
    case 'failed': {
      const next = afterFailure(event.attempt, random())
      return { ...rest, ...end.ranOn, problem: end.reason, state: next.state, dueAt: next.state === 'dead' ? null : at(now + next.restMs) }
    }
    default:
      return end satisfies never
  }
}

function keyOf({ tenantId, subscriber, position }: Pick<TakenDelivery, 'tenantId' | 'subscriber' | 'position'>): string {
  return `${tenantId} ${subscriber} ${position}`
}
