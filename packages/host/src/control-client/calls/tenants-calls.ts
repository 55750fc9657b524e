import type { TenantStatus } from '@tenon/registry'
import type { ControlPlane } from '../control-plane.ts'
import { path } from '../escaped-path.ts'
import type { Call } from '../request-json.ts'

/** What was fixed for tenants: who they are, pins, settings, grants, channels. */
export function tenantsCalls(call: Call) {
  const tenantStatus = (tenantId: string) => call<TenantStatus>({ path: path`/api/tenants/${tenantId}` })
  return {
    listOrganizations: () => call({ path: '/api/organizations' }),
    createOrganization: (body) => call({ method: 'POST', path: '/api/organizations', body }),
    listTenants: () => call({ path: '/api/tenants' }),
    createTenant: (body) => call({ method: 'POST', path: '/api/tenants', body }),
    getTenant: async (tenantId) => (await tenantStatus(tenantId)).tenant,
    listPins: (tenant) => call({ path: '/api/pins', query: { tenant } }),
    setPin: ({ tenantId, module, actor, ...body }) => call({ method: 'PUT', path: path`/api/tenants/${tenantId}/pins/${module}`, body, actor }),
    removePin: async (tenantId, module, { actor, reason }) => {
      await call({ method: 'DELETE', path: path`/api/tenants/${tenantId}/pins/${module}`, query: { reason }, actor })
    },
    readSettings: (tenantId, module) => call({ path: path`/api/tenants/${tenantId}/settings/${module}` }),
    writeSettings: ({ tenantId, module, actor, ...body }) => call({ method: 'PUT', path: path`/api/tenants/${tenantId}/settings/${module}`, body, actor }),
    grant: ({ tenantId, module, actor, ...body }) => call({ method: 'POST', path: path`/api/tenants/${tenantId}/grants/${module}`, body, actor }),
    withdraw: ({ tenantId, module, actor, ...body }) => call({ method: 'POST', path: path`/api/tenants/${tenantId}/grants/${module}/withdraw`, body, actor }),
    getChannels: (tenantId) => call({ path: path`/api/tenants/${tenantId}/channels` }),
    setChannel: ({ tenantId, actor, ...body }) => call({ method: 'PUT', path: path`/api/tenants/${tenantId}/channels`, body, actor }),
  } satisfies Partial<ControlPlane>
}
