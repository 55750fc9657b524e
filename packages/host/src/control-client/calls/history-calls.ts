import type { TenantStatus } from '@tenon/registry'
import type { ControlPlane } from '../control-plane.ts'
import { path } from '../escaped-path.ts'
import type { Call } from '../request-json.ts'

/** What runs, and what ran when. */
export function historyCalls(call: Call) {
  const tenantStatus = (tenantId: string) => call<TenantStatus>({ path: path`/api/tenants/${tenantId}` })
  return {
    getLock: async (tenantId) => (await tenantStatus(tenantId)).lock,
    status: async (tenantId) => (tenantId === undefined ? call({ path: '/api/status' }) : [await tenantStatus(tenantId)]),
    history: (tenantId) => call({ path: path`/api/tenants/${tenantId}/history` }),
    lockAt: async (tenantId, at) => first(await call({ path: path`/api/tenants/${tenantId}/history`, query: { at } })),
    timeline: (tenantId) => call({ path: path`/api/tenants/${tenantId}/timeline` }),
    stateAt: (tenantId, at) => call({ path: path`/api/tenants/${tenantId}/state`, query: { at } }),
  } satisfies Partial<ControlPlane>
}

function first<Item>(items: readonly Item[]): Item {
  return items[0] as Item
}
