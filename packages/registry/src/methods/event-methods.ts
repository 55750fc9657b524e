import type { RegistryParts } from '../registry-parts.ts'
import type { EventRegistry } from '../surface/event-registry.ts'
import { selectEvents, setSessionTenant } from '../tables/outbox.ts'
import { selectTenant } from '../tables/tenants.ts'

export function eventMethods({ database }: RegistryParts): EventRegistry {
  return {
    listEvents: (tenantId, limit = 100) => database.transaction(async (session) => {
      await setSessionTenant(session, (await selectTenant(session, tenantId)).id)
      return selectEvents(session, limit)
    }),
  }
}
