import { z } from '@hono/zod-openapi'
import { defineEndpoint } from '../endpoint.ts'
import { migrationResultSchema, operationSchema } from '../schemas/operation-schemas.ts'
import { planPreviewSchema, planSchema } from '../schemas/plan-schemas.ts'
import { operationParams, planParams, tenantModuleParams, tenantParams } from './path-params.ts'

/** Longest time one request waits for an operation; proxies cut longer ones off. */
const longestWaitMs = 30_000

const reason = z.string().trim().max(500)
const back = z.union([
  z.object({ modules: z.record(z.string(), z.string().nullable()) }),
  z.object({ revision: z.int() }),
  z.object({ operation: z.string() }),
])
const moveRequest = z.object({ kind: z.literal('move'), targets: z.record(z.string(), z.string()) })
const rollBackRequest = z.object({ kind: z.literal('roll-back'), module: z.string(), to: z.string().exactOptional() })
const severalRequest = z.object({ kind: z.literal('roll-back-several'), back })
const finalizeRequest = z.object({ kind: z.literal('finalize'), module: z.string() })
const previewRequestSchema = z.discriminatedUnion('kind', [moveRequest, rollBackRequest, severalRequest, finalizeRequest]).openapi('PlanPreviewRequest')
const saved = { reason, rehearse: z.boolean().exactOptional() }
const planRequestSchema = z.discriminatedUnion('kind', [moveRequest.extend(saved), rollBackRequest.extend(saved), severalRequest.extend(saved), finalizeRequest.extend(saved)]).openapi('PlanRequest')

/** Plans and the operations that apply them. */
export const planEndpoints = [
  defineEndpoint({
    method: 'post', path: '/api/tenants/{tenant}/plans', permission: 'tenon:plan:create', summary: 'Plan a move, a roll back or a finalize. Changes nothing.',
    params: tenantParams, body: planRequestSchema, status: 201,
    answer: planSchema,
    handle: ({ registry, actor }, { params, body: { reason: why, rehearse, ...body } }) =>
      registry.plan({ tenantId: params.tenant, ...body }, { actor, reason: why, ...(rehearse === undefined ? {} : { rehearse }) }),
  }),
  defineEndpoint({
    method: 'post', path: '/api/tenants/{tenant}/plan-previews', permission: 'tenon:plan:read', summary: 'Show what a plan would say. Saves nothing.',
    params: tenantParams, body: previewRequestSchema,
    answer: planPreviewSchema,
    handle: ({ registry }, { params, body }) => registry.preview({ tenantId: params.tenant, ...body }),
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
