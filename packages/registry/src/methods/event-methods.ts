import type { SqlSession } from '@tenon/model'
import { registryErrors } from '../registry-errors.ts'
import { nowOf } from '../registry-parts.ts'
import type { RegistryParts } from '../registry-parts.ts'
import type { Delivery, DeliveryChoice, DeliveryState, EventRegistry } from '../surface/event-registry.ts'
import { discardDelivery, insertDeliveryChange, lockDelivery, notifyWork, reviveDelivery, selectDeliveries } from '../tables/deliveries.ts'
import { selectEvents, setSessionTenant } from '../tables/outbox.ts'
import { selectTenant } from '../tables/tenants.ts'
import { selectTimers } from '../tables/timers.ts'

export function eventMethods(parts: RegistryParts): EventRegistry {
  const { database } = parts
  return {
    listEvents: (tenantId, limit = 100) => database.transaction(async (session) => {
      await setSessionTenant(session, (await selectTenant(session, tenantId)).id)
      return selectEvents(session, limit)
    }),
    listDeliveries: (tenantId, { state, limit = 100 } = {}) => database.transaction(async (session) =>
      selectDeliveries(session, (await selectTenant(session, tenantId)).id, { state: state ?? null, limit })),
    replayDelivery: (choice) => changeStopped(parts, choice, {
      change: 'replay', states: ['dead', 'skipped'], apply: (session) => reviveDelivery(session, choice),
    }),
    discardDelivery: (choice) => changeStopped(parts, choice, {
      change: 'discard', states: ['dead'], apply: (session) => discardDelivery(session, choice, nowOf(parts)),
    }),
    listTimers: (tenantId) => database.transaction(async (session) => selectTimers(session, (await selectTenant(session, tenantId)).id)),
  }
}

interface StoppedChange {
  readonly change: 'replay' | 'discard'
  /** What it can be done to. */
  readonly states: readonly DeliveryState[]
  readonly apply: (session: SqlSession) => Promise<void>
}

/** Changes a delivery together with its history row, and tells the hosts. */
function changeStopped(parts: RegistryParts, choice: DeliveryChoice, { change, states, apply }: StoppedChange): Promise<Delivery> {
  return parts.database.transaction(async (session) => {
    const { tenantId, eventId: event, subscriber } = choice
    await setSessionTenant(session, (await selectTenant(session, tenantId)).id)
    const delivery = await lockDelivery(session, choice)
    if (delivery === null) throw registryErrors.DELIVERY_UNKNOWN({ tenant: tenantId, event, subscriber })
    if (!states.includes(delivery.state)) throw registryErrors.DELIVERY_NOT_STOPPED({ tenant: tenantId, event, subscriber, state: delivery.state, change })
    await apply(session)
    await insertDeliveryChange(session, { ...choice, change, problem: delivery.problem, createdAt: nowOf(parts) })
    await notifyWork(session, tenantId)
    return (await lockDelivery(session, choice)) ?? delivery
  })
}
