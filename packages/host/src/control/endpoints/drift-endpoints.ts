import { z } from '@hono/zod-openapi'
import { defineEndpoint } from '../endpoint.ts'
import { driftReportSchema, rehearsalSchema } from '../schemas/drift-schemas.ts'
import { tenantParams } from './path-params.ts'

const rehearseRequestSchema = z.object({
  module: z.string(),
  version: z.string(),
  seed: z.int().min(0).max(0xffff_ffff).exactOptional(),
  maxRows: z.int().min(0).max(10_000_000).exactOptional(),
  lockBudgetMs: z.int().min(0).max(600_000).exactOptional(),
}).openapi('RehearseRequest')

/** What the data of tenants is against what it should be, and what would become of it. Neither changes anything. */
export const driftEndpoints = [
  defineEndpoint({
    method: 'get', path: '/api/drift', permission: 'tenon:drift:read', summary: 'Compare the data of every tenant, or of one, with what its migrations make.',
    query: z.object({ tenant: z.string().optional() }),
    answer: driftReportSchema,
    handle: ({ registry }, { query }) => registry.drift(query.tenant),
  }),
  defineEndpoint({
    method: 'post', path: '/api/tenants/{tenant}/rehearsals', permission: 'tenon:rehearsal:create', summary: "Rehearse an upgrade on a copy of the tenant's data that nobody sees. Changes nothing; answers once it is done.",
    params: tenantParams, body: rehearseRequestSchema,
    answer: rehearsalSchema,
    handle: ({ registry }, { params, body }) => registry.rehearse({ tenantId: params.tenant, ...body }),
  }),
] as const
