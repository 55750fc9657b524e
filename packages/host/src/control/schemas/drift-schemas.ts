import { z } from '@hono/zod-openapi'
import { rehearsalStages } from '@tenon/model'
import type { Rehearsal, RehearsalIssue, RehearsedLock, RehearsedMove, SchemaDifference, TenantDrift } from '@tenon/model'
import type { DriftReport, NotCompared } from '@tenon/registry'
import type { WatchedRehearsal } from '../rehearsal-watch.ts'

// The guard may be left out, as in the type it describes.
const targetSchema = z.object({ tenantId: z.string(), module: z.string(), schema: z.string(), guard: z.enum(['column', 'schema']).exactOptional() })

const differenceSchema = z.object({
  kind: z.enum(['missing', 'extra', 'different']),
  object: z.string(),
  name: z.string(),
  expected: z.string().nullable(),
  actual: z.string().nullable(),
}).openapi('SchemaDifference') satisfies z.ZodType<SchemaDifference>

const differences = z.array(differenceSchema).readonly()

const tenantDriftSchema = z.object({ target: targetSchema, dataVersion: z.int(), differences }).openapi('TenantDrift') satisfies z.ZodType<TenantDrift>

const notComparedSchema = z.object({
  module: z.string(),
  version: z.string(),
  tenantIds: z.array(z.string()).readonly(),
  code: z.string(),
  reason: z.string(),
}).openapi('NotCompared') satisfies z.ZodType<NotCompared>

export const driftReportSchema = z.object({
  compared: z.int(),
  drifted: z.array(tenantDriftSchema).readonly(),
  notCompared: z.array(notComparedSchema).readonly(),
}).openapi('DriftReport') satisfies z.ZodType<DriftReport>

const issueSchema = z.object({
  code: z.enum([
    'DRIFT', 'MIGRATION_FAILS', 'DUPLICATE_ROWS', 'CAST_FAILS', 'NULL_VALUES', 'CHECK_FAILS', 'REFERENCE_MISSING', 'ROWS_LOST', 'VALUES_LOST', 'VALUES_COMPUTED', 'LOCK_TOO_LONG', 'NO_WAY_BACK', 'NOT_CHECKED',
  ]),
  severity: z.enum(['problem', 'advice']),
  migration: z.string().nullable(),
  title: z.string(),
  next: z.string(),
  keys: z.array(z.string()).readonly(),
}).openapi('RehearsalIssue') satisfies z.ZodType<RehearsalIssue>

const lockSchema = z.object({
  migration: z.string(),
  table: z.string(),
  mode: z.string(),
  blocks: z.enum(['reads and writes', 'writes']),
  heldMs: z.number(),
}).openapi('RehearsedLock') satisfies z.ZodType<RehearsedLock>

const moveSchema = z.object({
  direction: z.enum(['up', 'down', 'up again']),
  durationMs: z.number(),
  migrations: z.array(z.object({ name: z.string(), durationMs: z.number() })).readonly(),
  locks: z.array(lockSchema).readonly(),
}).openapi('RehearsedMove') satisfies z.ZodType<RehearsedMove>

export const rehearsalProgressSchema = z.object({
  progress: z.object({ stage: z.enum(rehearsalStages), rows: z.int().nullable() }).nullable(),
}).openapi('RehearsalProgress') satisfies z.ZodType<WatchedRehearsal>

export const rehearsalSchema = z.object({
  target: targetSchema,
  fromDataVersion: z.int(),
  toDataVersion: z.int(),
  rows: z.object({ total: z.int(), copied: z.int(), written: z.int() }),
  moves: z.array(moveSchema).readonly(),
  differences,
  issues: z.array(issueSchema).readonly(),
  superseded: z.record(z.string(), z.int()),
  seed: z.int(),
  durationMs: z.number(),
}).openapi('Rehearsal') satisfies z.ZodType<Rehearsal>
