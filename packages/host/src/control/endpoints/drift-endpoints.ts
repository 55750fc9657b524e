import { z } from '@hono/zod-openapi'
import { defineEndpoint } from '../endpoint.ts'
import { driftReportSchema, rehearsalProgressSchema, rehearsalSchema } from '../schemas/drift-schemas.ts'
import { rehearsalParams, tenantParams } from './path-params.ts'

const rehearseRequestSchema = z.object({
  module: z.string(),
  version: z.string(),
  seed: z.int().min(0).max(0xffff_ffff).exactOptional(),
  maxRows: z.int().min(0).max(10_000_000).exactOptional(),
  lockBudgetMs: z.int().min(0).max(600_000).exactOptional(),
  watch: z.string().min(1).max(100).exactOptional().openapi({ description: 'A name of your own, under which the host says how far it is while it works.' }),
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
    handle: ({ registry, rehearsals }, { params: { tenant: tenantId }, body: { watch, ...body } }) =>
      rehearsals.run({ tenantId, watch }, (onProgress) => registry.rehearse({ tenantId, ...body, onProgress })),
  }),
  defineEndpoint({
    method: 'get', path: '/api/tenants/{tenant}/rehearsals/{watch}', permission: 'tenon:rehearsal:create', summary: 'How far a rehearsal is that was asked for with this `watch`. Nothing when it has not begun, has ended, or runs behind another host.',
    params: rehearsalParams,
    answer: rehearsalProgressSchema,
    handle: async ({ rehearsals }, { params: { tenant: tenantId, watch } }) => rehearsals.read({ tenantId, watch }),
  }),
] as const
