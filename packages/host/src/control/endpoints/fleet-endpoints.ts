import { z } from '@hono/zod-openapi'
import { defineEndpoint } from '../endpoint.ts'
import { fleetPlanSchema, selectionSchema } from '../schemas/fleet-schemas.ts'
import { applicationSchema } from '../schemas/host-schemas.ts'
import { fleetPlanParams } from './path-params.ts'

const reason = z.string().trim().max(500)

/** One move for many tenants. */
export const fleetEndpoints = [
  defineEndpoint({
    method: 'post', path: '/api/fleet-plans', permission: 'tenon:plan:create', summary: 'Plan one move for many tenants, each with a plan of its own. Changes nothing.',
    body: z.object({ targets: z.record(z.string(), z.string()), select: selectionSchema, reason }).openapi('FleetPlanRequest'), status: 201,
    answer: fleetPlanSchema,
    handle: ({ registry, actor }, { body: { reason: why, ...request } }) => registry.planFleet(request, { actor, reason: why }),
  }),
  defineEndpoint({
    method: 'get', path: '/api/fleet-plans/{fleetPlan}', permission: 'tenon:plan:read', summary: 'Show a saved fleet plan: its classes, who is refused and why, and who has nothing to do.',
    params: fleetPlanParams,
    answer: fleetPlanSchema,
    handle: ({ registry }, { params }) => registry.getFleetPlan(params.fleetPlan),
  }),
  defineEndpoint({
    method: 'post', path: '/api/fleet-plans/{fleetPlan}/enqueue', permission: 'tenon:plan:apply', status: 202,
    summary: 'Queue the plans of all its tenants. Each is applied alone; asking again tries again what failed.',
    params: fleetPlanParams, body: z.object({ reason: reason.optional(), acceptDrift: reason.min(1).optional() }),
    answer: z.array(applicationSchema).readonly(),
    handle: async ({ registry, actor }, { params, body }) => registry.enqueueFleet(params.fleetPlan, {
      actor, reason: body.reason ?? (await registry.getFleetPlan(params.fleetPlan)).reason, ...(body.acceptDrift === undefined ? {} : { acceptDrift: body.acceptDrift }),
    }),
  }),
  defineEndpoint({
    method: 'get', path: '/api/fleet-plans/{fleetPlan}/applications', permission: 'tenon:plan:read', summary: 'Show how far each tenant of a fleet plan is, by tenant; nothing before it was queued.',
    params: fleetPlanParams,
    answer: z.array(applicationSchema).readonly(),
    handle: ({ registry }, { params }) => registry.listFleetApplications(params.fleetPlan),
  }),
] as const
