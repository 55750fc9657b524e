import { z } from '@hono/zod-openapi'
import { defineEndpoint } from '../endpoint.ts'
import { lockRevisionSchema } from '../schemas/lock-schemas.ts'
import { tenantModuleParams } from './path-params.ts'

const changeSchema = z.object({ permissions: z.array(z.string()).min(1).readonly(), reason: z.string().trim().min(1).max(500) }).openapi('ChangeGrants')

/** What a tenant consents to: permissions that its modules may use. */
export const consentEndpoints = [
  defineEndpoint({
    method: 'post', path: '/api/tenants/{tenant}/grants/{module}', permission: 'tenon:grant:write', summary: 'Grant permissions to a module. Moves no data; on at once.',
    params: tenantModuleParams, body: changeSchema,
    answer: lockRevisionSchema,
    handle: ({ registry, actor }, { params, body }) => registry.grant({ ...body, actor, tenantId: params.tenant, module: params.module }),
  }),
  defineEndpoint({
    method: 'post', path: '/api/tenants/{tenant}/grants/{module}/withdraw', permission: 'tenon:grant:write', summary: 'Take permissions back from a module. Moves no data; off at once.',
    params: tenantModuleParams, body: changeSchema,
    answer: lockRevisionSchema,
    handle: ({ registry, actor }, { params, body }) => registry.withdraw({ ...body, actor, tenantId: params.tenant, module: params.module }),
  }),
] as const
