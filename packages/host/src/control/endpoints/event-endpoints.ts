import { z } from '@hono/zod-openapi'
import { defineEndpoint } from '../endpoint.ts'
import { deliverySchema, deliveryStateSchema, timerStateSchema } from '../schemas/event-schemas.ts'
import { deliveryParams, tenantParams } from './path-params.ts'

const whySchema = z.object({ reason: z.string().trim().min(1).max(500) })

/** What became of events, what to do with those that stopped, and when timers run. */
export const eventEndpoints = [
  defineEndpoint({
    method: 'get', path: '/api/tenants/{tenant}/deliveries', permission: 'tenon:event:read', summary: "List deliveries of a tenant's events to its modules, newest first; with `state`, only those in it.",
    params: tenantParams,
    query: z.object({ state: deliveryStateSchema.optional(), limit: z.coerce.number().int().min(1).max(1000).default(100) }),
    answer: z.array(deliverySchema).readonly(),
    handle: ({ registry }, { params, query: { state, limit } }) => registry.listDeliveries(params.tenant, state === undefined ? { limit } : { state, limit }),
  }),
  defineEndpoint({
    method: 'post', path: '/api/tenants/{tenant}/deliveries/{event}/{subscriber}/replay', permission: 'tenon:event:write', summary: 'Try a dead or skipped delivery again, at once.',
    params: deliveryParams, body: whySchema,
    answer: deliverySchema,
    handle: ({ registry, actor }, { params, body }) => registry.replayDelivery({ tenantId: params.tenant, eventId: params.event, subscriber: params.subscriber, actor, reason: body.reason }),
  }),
  defineEndpoint({
    method: 'post', path: '/api/tenants/{tenant}/deliveries/{event}/{subscriber}/discard', permission: 'tenon:event:write', summary: 'Give a dead delivery up, so that later events of its key go on.',
    params: deliveryParams, body: whySchema,
    answer: deliverySchema,
    handle: ({ registry, actor }, { params, body }) => registry.discardDelivery({ tenantId: params.tenant, eventId: params.event, subscriber: params.subscriber, actor, reason: body.reason }),
  }),
  defineEndpoint({
    method: 'get', path: '/api/tenants/{tenant}/timers', permission: 'tenon:event:read', summary: "List the timers of a tenant's modules: last run, next run, failures.",
    params: tenantParams,
    answer: z.array(timerStateSchema).readonly(),
    handle: ({ registry }, { params }) => registry.listTimers(params.tenant),
  }),
] as const
