import { z } from '@hono/zod-openapi'
import { defineEndpoint } from '../endpoint.ts'
import { applicationSchema, knownHostSchema } from '../schemas/host-schemas.ts'
import { applicationParams, planParams } from './path-params.ts'

const reason = z.string().trim().max(500)

/** Who serves, and what waits to be applied by whichever of them comes first. */
export const hostEndpoints = [
  defineEndpoint({
    method: 'get', path: '/api/hosts', permission: 'tenon:host:read', summary: 'List the hosts that serve this database, oldest first.',
    answer: z.array(knownHostSchema).readonly(),
    handle: ({ registry }) => registry.listHosts(),
  }),
  defineEndpoint({
    method: 'post', path: '/api/plans/{plan}/enqueue', permission: 'tenon:plan:apply', status: 202,
    summary: 'Queue a plan: some host applies it, after what was queued for the tenant before. Asking again while it waits is the same wish.',
    params: planParams, body: z.object({ reason: reason.optional(), acceptDrift: reason.min(1).optional() }),
    answer: applicationSchema,
    handle: async ({ registry, actor }, { params, body }) => registry.enqueue(params.plan, {
      actor, reason: body.reason ?? (await registry.getPlan(params.plan)).reason, ...(body.acceptDrift === undefined ? {} : { acceptDrift: body.acceptDrift }),
    }),
  }),
  defineEndpoint({
    method: 'get', path: '/api/applications', permission: 'tenon:operation:read', summary: 'List what waits to be applied, what is being applied, and the last that ended, newest first.',
    query: z.object({ tenant: z.string().optional(), limit: z.coerce.number().int().min(1).max(10_000).optional() }),
    answer: z.array(applicationSchema).readonly(),
    handle: ({ registry }, { query }) => registry.listApplications(query.tenant, query.limit),
  }),
  defineEndpoint({
    method: 'post', path: '/api/applications/{application}/cancel', permission: 'tenon:plan:apply', summary: 'Take back an application that waits.',
    params: applicationParams, body: z.object({ reason: reason.min(1) }),
    answer: applicationSchema,
    handle: ({ registry, actor }, { params, body }) => registry.cancelApplication(params.application, { actor, reason: body.reason }),
  }),
] as const
