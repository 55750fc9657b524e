import type { ControlPlane } from '../control-plane.ts'
import { path } from '../escaped-path.ts'
import type { Call } from '../request-json.ts'

/** What modules published, and what became of it. */
export function eventsCalls(call: Call) {
  return {
    listEvents: (tenantId, limit) => call({ path: path`/api/tenants/${tenantId}/events`, query: { limit } }),
    listDeliveries: (tenantId, { state, limit } = {}) => call({ path: path`/api/tenants/${tenantId}/deliveries`, query: { state, limit } }),
    replayDelivery: ({ tenantId, eventId, subscriber, actor, ...body }) => call({ method: 'POST', path: path`/api/tenants/${tenantId}/deliveries/${eventId}/${subscriber}/replay`, body, actor }),
    discardDelivery: ({ tenantId, eventId, subscriber, actor, ...body }) => call({ method: 'POST', path: path`/api/tenants/${tenantId}/deliveries/${eventId}/${subscriber}/discard`, body, actor }),
    listTimers: (tenantId) => call({ path: path`/api/tenants/${tenantId}/timers` }),
  } satisfies Partial<ControlPlane>
}
