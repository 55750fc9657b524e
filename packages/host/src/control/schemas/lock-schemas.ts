import { z } from '@hono/zod-openapi'
import type { LockEntry, LockProof, LockRevision } from '@tenon/model'

const lockProofSchema = z.object({
  digest: z.string(),
  policy: z.enum(['warn', 'require']),
  signedBy: z.string().nullable(),
  repository: z.string().nullable(),
  commit: z.string().nullable(),
}).openapi('LockProof') satisfies z.ZodType<LockProof>

export const lockEntrySchema = z.object({
  module: z.string(),
  packageName: z.string(),
  version: z.string(),
  integrity: z.string(),
  dataVersion: z.int(),
  finalized: z.boolean(),
  settingsRevision: z.int(),
  settingsSchema: z.string(),
  grants: z.array(z.string()).readonly(),
  proof: lockProofSchema.exactOptional(),
}).openapi('LockEntry') satisfies z.ZodType<LockEntry>

export const lockRevisionSchema = z.object({
  tenantId: z.string(),
  revision: z.int(),
  entries: z.array(lockEntrySchema).readonly(),
  change: z.enum(['install', 'upgrade', 'roll-back', 'finalize', 'settings', 'grants']),
  planId: z.string().nullable(),
  operationId: z.string().nullable(),
  actor: z.string(),
  reason: z.string(),
  createdAt: z.string(),
}).openapi('LockRevision') satisfies z.ZodType<LockRevision>
