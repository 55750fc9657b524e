import { z } from '@hono/zod-openapi'
import { defineEndpoint } from '../endpoint.ts'
import { desiredStateSchema, importPlanSchema, importRunSchema, knownImportSchema } from '../schemas/desired-schemas.ts'
import { importParams } from './path-params.ts'

const reason = z.string().trim().min(1).max(500)

/** What should hold as a file under review, and the way there. */
export const desiredEndpoints = [
  defineEndpoint({
    method: 'get', path: '/api/desired-state', permission: 'tenon:state:export', summary: 'Export what holds, of everybody or of one tenant, as an import takes it.',
    query: z.object({ tenant: z.string().optional() }),
    answer: desiredStateSchema,
    handle: ({ registry }, { query }) => registry.exportState(query.tenant),
  }),
  defineEndpoint({
    method: 'post', path: '/api/imports', permission: 'tenon:import:create', status: 201, summary: 'Compare what holds with what should and save what an import would do. Changes nothing else.',
    body: z.object({ desired: desiredStateSchema, prune: z.boolean().default(false), reason }),
    answer: importPlanSchema,
    handle: ({ registry, actor }, { body }) => registry.planImport({ ...body, actor }),
  }),
  defineEndpoint({
    method: 'get', path: '/api/imports/{import}', permission: 'tenon:import:read', summary: 'Show a saved import and how far it is.',
    params: importParams,
    answer: knownImportSchema,
    handle: ({ registry }, { params }) => registry.getImport(params.import),
  }),
  defineEndpoint({
    method: 'post', path: '/api/imports/{import}/apply', permission: 'tenon:import:apply', summary: 'Carry a saved import out, change by change; answers once it is done or one has failed. Refused when something it rests on changed.',
    params: importParams, body: z.object({ reason }),
    answer: importRunSchema,
    handle: ({ registry, actor }, { params, body }) => registry.applyImport(params.import, { actor, reason: body.reason }),
  }),
] as const
