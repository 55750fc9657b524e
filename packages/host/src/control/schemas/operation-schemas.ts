import { z } from '@hono/zod-openapi'
import { httpStatusOf } from '@tenon/model'
import type { MigrationResult, Operation, Problem, ProblemCategory, StepOutcome } from '@tenon/model'
import type { PublishedEvent, SettingsRevision, TenantStatus } from '@tenon/registry'
import { lockRevisionSchema } from './lock-schemas.ts'
import { pinSchema, tenantChannelsSchema, tenantSchema } from './tenant-schemas.ts'

const categories = Object.keys(httpStatusOf) as ProblemCategory[]

const problemFields = {
  code: z.string(),
  category: z.enum(categories),
  title: z.string(),
  next: z.string(),
  details: z.record(z.string(), z.unknown()),
}

export const problemSchema = z.object(problemFields).openapi('Problem') satisfies z.ZodType<Problem>

/** What every failure answers, as `application/problem+json` (RFC 9457). */
export const problemDocumentSchema = z.object({ type: z.url(), status: z.int(), ...problemFields }).openapi('ProblemDocument')

const stepOutcomeSchema = z.object({
  title: z.string(),
  status: z.enum(['succeeded', 'failed', 'rolled-back', 'not-run', 'running']),
  durationMs: z.number().nullable(),
  notes: z.array(z.string()).readonly(),
}).openapi('StepOutcome') satisfies z.ZodType<StepOutcome>

const counts = z.record(z.string(), z.int())

const preservedSchema = z.object({ setAside: counts, putBack: counts, superseded: counts })

export const migrationResultSchema = z.object({
  dataVersion: z.int(),
  applied: z.array(z.string()).readonly(),
  preserved: preservedSchema,
}).openapi('MigrationResult') satisfies z.ZodType<MigrationResult>

export const operationSchema = z.object({
  id: z.string(),
  tenantId: z.string(),
  planId: z.string(),
  kind: z.enum(['install', 'upgrade', 'roll-back', 'finalize']),
  status: z.enum(['running', 'succeeded', 'failed', 'interrupted']),
  steps: z.array(stepOutcomeSchema).readonly(),
  problem: problemSchema.nullable(),
  preserved: preservedSchema,
  actor: z.string(),
  startedAt: z.string(),
  finishedAt: z.string().nullable(),
}).openapi('Operation') satisfies z.ZodType<Operation>

export const tenantStatusSchema = z.object({
  tenant: tenantSchema,
  lock: lockRevisionSchema,
  pins: z.array(pinSchema).readonly(),
  channels: tenantChannelsSchema,
  lastOperation: operationSchema.nullable(),
  attention: z.array(z.string()).readonly(),
}).openapi('TenantStatus') satisfies z.ZodType<TenantStatus>

export const settingsRevisionSchema = z.object({
  tenantId: z.string(),
  module: z.string(),
  revision: z.int(),
  values: z.record(z.string(), z.unknown()),
  actor: z.string(),
  createdAt: z.string(),
}).openapi('SettingsRevision') satisfies z.ZodType<SettingsRevision>

export const publishedEventSchema = z.object({
  id: z.string(),
  tenantId: z.string(),
  module: z.string(),
  version: z.string(),
  name: z.string(),
  key: z.string(),
  payload: z.unknown(),
  createdAt: z.string(),
}).openapi('PublishedEvent') satisfies z.ZodType<PublishedEvent>
