import { z } from '@hono/zod-openapi'
import { defineEndpoint } from '../endpoint.ts'
import { tenantAtSchema, timelineEntrySchema } from '../schemas/timeline-schemas.ts'
import { instantSchema } from '../schemas/tenant-schemas.ts'
import { tenantParams } from './path-params.ts'

/** What happened to a tenant, and what held when. */
export const timelineEndpoints = [
  defineEndpoint({
    method: 'get', path: '/api/tenants/{tenant}/timeline', permission: 'tenon:tenant:read', summary: 'List every change of lock, pins, channels, data, name and tags, and every verdict on plans, newest first.',
    params: tenantParams,
    answer: z.array(timelineEntrySchema).readonly(),
    handle: ({ registry }, { params }) => registry.timeline(params.tenant),
  }),
  defineEndpoint({
    method: 'get', path: '/api/tenants/{tenant}/state', permission: 'tenon:tenant:read', summary: 'Show lock, pins and channels as they were at an instant.',
    params: tenantParams, query: z.object({ at: instantSchema }),
    answer: tenantAtSchema,
    handle: ({ registry }, { params, query }) => registry.stateAt(params.tenant, query.at),
  }),
] as const
