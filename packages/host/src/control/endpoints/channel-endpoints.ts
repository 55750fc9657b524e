import { z } from '@hono/zod-openapi'
import { defineEndpoint } from '../endpoint.ts'
import { catalogVersionSchema } from '../schemas/catalog-schemas.ts'
import { channelSchema, tenantChannelsSchema } from '../schemas/tenant-schemas.ts'
import { tenantParams, versionParams } from './path-params.ts'

const reason = z.string().trim().min(1).max(500)

/** Who takes new versions how early. */
export const channelEndpoints = [
  defineEndpoint({
    method: 'get', path: '/api/tenants/{tenant}/channels', permission: 'tenon:channel:read', summary: 'Show how early a tenant takes new versions.',
    params: tenantParams,
    answer: tenantChannelsSchema,
    handle: ({ registry }, { params }) => registry.getChannels(params.tenant),
  }),
  defineEndpoint({
    method: 'put', path: '/api/tenants/{tenant}/channels', permission: 'tenon:channel:write',
    summary: 'Set the channel of a tenant, in all or for one module; null lets the module go with the rest again. Moves no data.',
    params: tenantParams, body: z.object({ module: z.string().exactOptional(), channel: channelSchema.nullable(), reason }),
    answer: tenantChannelsSchema,
    handle: ({ registry, actor }, { params, body }) => registry.setChannel({ ...body, actor, tenantId: params.tenant }),
  }),
  defineEndpoint({
    method: 'put', path: '/api/modules/{module}/versions/{version}/channel', permission: 'tenon:version:promote', summary: 'Say who a version is meant for. Moves no tenant.',
    params: versionParams, body: z.object({ channel: channelSchema, reason }),
    answer: catalogVersionSchema,
    handle: ({ registry, actor }, { params, body }) => registry.promote({ ...params, ...body, actor }),
  }),
] as const
