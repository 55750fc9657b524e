import { z } from '@hono/zod-openapi'
import type { VersionState } from '../../dispatch/version-states.ts'

const cutOffSchema = z.object({ tenantId: z.string().nullable(), since: z.string(), until: z.string().nullable(), reason: z.string() }).openapi('CutOff')

export const versionStateSchema = z.object({
  module: z.string(),
  version: z.string(),
  phase: z.enum(['loading', 'active', 'draining', 'drained', 'refused']),
  tenants: z.int(),
  calls: z.int(),
  callsByCause: z.object({ http: z.int(), event: z.int(), timer: z.int(), call: z.int() }).readonly(),
  overdue: z.int(),
  cutOff: z.array(cutOffSchema).readonly(),
  reason: z.string().nullable(),
  trouble: z.object({ blocks: z.int(), longestBlockMs: z.number(), unhandledRejections: z.int(), uncaughtExceptions: z.int(), timedOutCalls: z.int() }).readonly(),
}).openapi('VersionState') satisfies z.ZodType<VersionState>
