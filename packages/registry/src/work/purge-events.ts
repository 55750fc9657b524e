import type { SqlDatabase, SqlSession } from '@tenon/model'
import { setSessionTenant } from '../tables/outbox.ts'
import { deleteEnded, deleteEvents } from '../tables/purge.ts'

/** What a purge removed. */
export interface Purged {
  readonly events: number
  readonly deliveries: number
}

/** Removes what is over and older than an instant, tenant by tenant, a transaction each. What waits or is dead stays. */
export async function purgeEvents(database: SqlDatabase, tenantIds: readonly string[], before: string): Promise<Purged> {
  let [events, deliveries] = [0, 0]
  for (const tenantId of tenantIds) {
    const purged = await database.transaction((session) => purgeTenant(session, tenantId, before))
    events += purged.events
    deliveries += purged.deliveries
  }
  return { events, deliveries }
}

async function purgeTenant(session: SqlSession, tenantId: string, before: string): Promise<Purged> {
  await setSessionTenant(session, tenantId)
  const deliveries = await deleteEnded(session, tenantId, before)
  return { deliveries, events: await deleteEvents(session, tenantId, before) }
}
