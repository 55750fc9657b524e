import { z } from '@hono/zod-openapi'
import { defineEndpoint } from '../endpoint.ts'
import { versionStateSchema } from '../schemas/version-schemas.ts'

/** What the process that answers runs. */
export const versionEndpoints = [
  defineEndpoint({
    method: 'get', path: '/api/versions', permission: 'tenon:module:read', summary: 'List the module versions in this host, with their states, calls in flight by cause, and who is cut off.',
    answer: z.array(versionStateSchema).readonly(),
    handle: async ({ host }) => host.versions(),
  }),
] as const
