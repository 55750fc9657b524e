import { z } from '@hono/zod-openapi'
import { defineEndpoint } from '../endpoint.ts'
import { settingsRevisionSchema } from '../schemas/operation-schemas.ts'
import { instantSchema, pinSchema } from '../schemas/tenant-schemas.ts'
import { tenantModuleParams } from './path-params.ts'

const reason = z.string().trim().min(1).max(500)

/** What operators fix for a tenant: pins and settings. */
export const pinEndpoints = [
  defineEndpoint({
    method: 'get', path: '/api/pins', permission: 'tenon:pin:read', summary: 'List pins, of every tenant or of one.',
    query: z.object({ tenant: z.string().optional() }),
    answer: z.array(pinSchema).readonly(),
    handle: ({ registry }, { query }) => registry.listPins(query.tenant),
  }),
  defineEndpoint({
    method: 'put', path: '/api/tenants/{tenant}/pins/{module}', permission: 'tenon:pin:write', summary: 'Pin a module. Moves no data.',
    params: tenantModuleParams,
    body: z.object({ range: z.string().min(1), owner: z.string().trim().min(1), reason, expiresAt: instantSchema.nullable().default(null) }),
    answer: pinSchema,
    handle: ({ registry, actor }, { params, body }) => registry.setPin({ ...body, actor, tenantId: params.tenant, module: params.module }),
  }),
  defineEndpoint({
    method: 'delete', path: '/api/tenants/{tenant}/pins/{module}', permission: 'tenon:pin:write', summary: 'Remove a pin and list those left. Moves no data.',
    params: tenantModuleParams,
    query: z.object({ reason: reason.default('removed') }),
    answer: z.array(pinSchema).readonly(),
    handle: async ({ registry, actor }, { params, query }) => {
      await registry.removePin(params.tenant, params.module, { actor, reason: query.reason })
      return registry.listPins(params.tenant)
    },
  }),
  defineEndpoint({
    method: 'get', path: '/api/tenants/{tenant}/settings/{module}', permission: 'tenon:settings:read', summary: "Show a module's settings for a tenant.",
    params: tenantModuleParams,
    answer: settingsRevisionSchema,
    handle: ({ registry }, { params }) => registry.readSettings(params.tenant, params.module),
  }),
  defineEndpoint({
    method: 'put', path: '/api/tenants/{tenant}/settings/{module}', permission: 'tenon:settings:write', summary: "Write a new revision of a module's settings.",
    params: tenantModuleParams,
    body: z.object({ values: z.record(z.string(), z.unknown()), reason }),
    answer: settingsRevisionSchema,
    handle: ({ registry, actor }, { params, body }) => registry.writeSettings({ ...body, actor, tenantId: params.tenant, module: params.module }),
  }),
] as const
