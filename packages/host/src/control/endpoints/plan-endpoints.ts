import { z } from '@hono/zod-openapi'
import type { PlanRequest } from '@tenon/registry'
import { defineEndpoint } from '../endpoint.ts'
import { migrationResultSchema, operationSchema } from '../schemas/operation-schemas.ts'
import { planSchema } from '../schemas/plan-schemas.ts'
import { operationParams, planParams, tenantModuleParams, tenantParams } from './path-params.ts'

/** Longest time one request waits for an operation; proxies cut longer ones off. */
const longestWaitMs = 30_000

const reason = z.string().trim().max(500)
const planRequestSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('move'), targets: z.record(z.string(), z.string()), reason }),
  z.object({ kind: z.literal('roll-back'), module: z.string(), to: z.string().optional(), reason }),
  z.object({ kind: z.literal('finalize'), module: z.string(), reason }),
]).openapi('PlanRequest')

/** Plans and the operations that apply them. */
export const planEndpoints = [
  defineEndpoint({
    method: 'post', path: '/api/tenants/{tenant}/plans', permission: 'tenon:plan:create', summary: 'Plan a move, a roll back or a finalize. Changes nothing.',
    params: tenantParams, body: planRequestSchema, status: 201,
    answer: planSchema,
    handle: ({ registry, actor }, { params, body }) => registry.plan(planRequestOf(params.tenant, body), { actor, reason: body.reason }),
  }),
  defineEndpoint({
    method: 'get', path: '/api/plans/{plan}', permission: 'tenon:plan:read', summary: 'Show a saved plan.',
    params: planParams,
    answer: planSchema,
    handle: ({ registry }, { params }) => registry.getPlan(params.plan),
  }),
  defineEndpoint({
    method: 'post', path: '/api/plans/{plan}/apply', permission: 'tenon:plan:apply', summary: 'Start to apply a plan; follow the operation it answers with.',
    params: planParams, body: z.object({ reason: reason.optional(), acceptDrift: reason.min(1).optional() }), status: 202,
    answer: operationSchema,
    handle: async ({ registry, operations, actor }, { params, body }) =>
      operations.start(params.plan, { actor, reason: body.reason ?? (await registry.getPlan(params.plan)).reason, ...(body.acceptDrift === undefined ? {} : { acceptDrift: body.acceptDrift }) }),
  }),
  defineEndpoint({
    method: 'delete', path: '/api/tenants/{tenant}/preparations/{module}', permission: 'tenon:plan:apply', summary: 'Take back what was prepared for a move that has not happened. The version in force goes on.',
    params: tenantModuleParams,
    query: z.object({ reason: reason.default('abandoned') }),
    answer: migrationResultSchema,
    handle: ({ registry, actor }, { params, query }) => registry.abandon(params.tenant, params.module, { actor, reason: query.reason }),
  }),
  defineEndpoint({
    method: 'get', path: '/api/operations/{operation}', permission: 'tenon:operation:read', summary: 'Show an operation; with `waitMs`, once it has ended or the time is over.',
    params: operationParams,
    query: z.object({ waitMs: z.coerce.number().int().min(0).max(longestWaitMs).default(0) }),
    answer: operationSchema,
    handle: ({ operations, signal }, { params, query }) => operations.read(params.operation, { waitMs: query.waitMs, signal }),
  }),
  defineEndpoint({
    method: 'get', path: '/api/operations', permission: 'tenon:operation:read', summary: 'List operations, newest first.',
    query: z.object({ tenant: z.string().optional() }),
    answer: z.array(operationSchema).readonly(),
    handle: ({ registry }, { query }) => registry.listOperations(query.tenant),
  }),
] as const

function planRequestOf(tenantId: string, body: z.output<typeof planRequestSchema>): PlanRequest {
  if (body.kind === 'move') return { kind: 'move', tenantId, targets: body.targets }
  if (body.kind === 'finalize') return { kind: 'finalize', tenantId, module: body.module }
  return { kind: 'roll-back', tenantId, module: body.module, ...(body.to === undefined ? {} : { to: body.to }) }
}
