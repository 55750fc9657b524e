import { z } from '@hono/zod-openapi'
import type { VersionState } from '../../dispatch/version-states.ts'
import type { HostMemory, VersionMemory } from '../../watch/memory/memory-watch.ts'

const cutOffSchema = z.object({ tenantId: z.string().nullable(), since: z.string(), until: z.string().nullable(), reason: z.string() }).openapi('CutOff')

const versionMemorySchema = z.object({
  liveBytes: z.number(),
  grownBytes: z.number(),
  isGrowing: z.boolean(),
  since: z.string(),
  sites: z.array(z.object({ where: z.string(), liveBytes: z.number() }).readonly()).readonly(),
}).openapi('VersionMemory') satisfies z.ZodType<VersionMemory>

export const hostMemorySchema = z.object({
  residentBytes: z.number(),
  heapBytes: z.number(),
  outsideBytes: z.number(),
  unattributedBytes: z.number().nullable(),
  versions: z.array(versionMemorySchema.extend({ module: z.string(), version: z.string() }).readonly()).readonly(),
}).openapi('HostMemory') satisfies z.ZodType<HostMemory>

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
  memory: versionMemorySchema.nullable(),
}).openapi('VersionState') satisfies z.ZodType<VersionState>
