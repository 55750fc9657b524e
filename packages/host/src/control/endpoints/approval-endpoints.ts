import { z } from '@hono/zod-openapi'
import type { Approval } from '@tenon/model'
import { defineEndpoint } from '../endpoint.ts'
import { planParams } from './path-params.ts'

const approvalSchema = z.object({
  planId: z.string(),
  verdict: z.enum(['approved', 'rejected']),
  actor: z.string(),
  reason: z.string(),
  createdAt: z.string(),
}).openapi('Approval') satisfies z.ZodType<Approval>

/** What people say of plans before they are applied. */
export const approvalEndpoints = [
  defineEndpoint({
    method: 'post', path: '/api/plans/{plan}/approvals', permission: 'tenon:plan:approve', summary: 'Approve a plan, or reject it for good. Changes nothing that runs.',
    params: planParams, body: z.object({ verdict: z.enum(['approved', 'rejected']), reason: z.string().trim().min(1).max(500) }), status: 201,
    answer: approvalSchema,
    handle: ({ registry, actor }, { params, body: { verdict, reason } }) => (verdict === 'approved' ? registry.approve(params.plan, { actor, reason }) : registry.reject(params.plan, { actor, reason })),
  }),
  defineEndpoint({
    method: 'get', path: '/api/plans/{plan}/approvals', permission: 'tenon:plan:read', summary: 'List what was said of a plan, oldest first.',
    params: planParams,
    answer: z.array(approvalSchema).readonly(),
    handle: ({ registry }, { params }) => registry.listApprovals(params.plan),
  }),
] as const
