import { z } from '@hono/zod-openapi'
import { defineEndpoint } from '../endpoint.ts'
import { moduleSnapshotSchema, restoredSnapshotSchema } from '../schemas/snapshot-schemas.ts'
import { snapshotParams, tenantParams } from './path-params.ts'

/** What finalizes removed, and the way to look at it again. */
export const snapshotEndpoints = [
  defineEndpoint({
    method: 'get', path: '/api/tenants/{tenant}/snapshots', permission: 'tenon:snapshot:read', summary: 'List what finalizes removed and is still kept, newest first within a module.',
    params: tenantParams,
    query: z.object({ module: z.string().optional() }),
    answer: z.array(moduleSnapshotSchema).readonly(),
    handle: ({ registry }, { params, query }) => registry.listSnapshots(params.tenant, query.module),
  }),
  defineEndpoint({
    method: 'post', path: '/api/tenants/{tenant}/snapshots/{module}/{snapshot}/restore', permission: 'tenon:snapshot:restore', status: 201,
    summary: 'Write a snapshot out as tables in a schema of its own, beside the live data and never over it.',
    params: snapshotParams, body: z.object({ reason: z.string().trim().min(1).max(500) }),
    answer: restoredSnapshotSchema,
    handle: ({ registry, actor }, { params, body }) =>
      registry.restoreSnapshot({ tenantId: params.tenant, module: params.module, number: params.snapshot, actor, reason: body.reason }),
  }),
] as const
