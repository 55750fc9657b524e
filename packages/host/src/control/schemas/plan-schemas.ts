import { z } from '@hono/zod-openapi'
import type { Move, Plan, PlanDelta, PlanStep } from '@tenon/model'
import { lockEntrySchema } from './lock-schemas.ts'

const moveSchema = z.object({
  kind: z.enum(['install', 'upgrade', 'roll-back', 'finalize']),
  module: z.string(),
  from: lockEntrySchema.nullable(),
  to: lockEntrySchema,
  why: z.string(),
  permissionsOff: z.array(z.string()).readonly(),
}).openapi('Move') satisfies z.ZodType<Move>

const migrationFields = {
  module: z.string(),
  migration: z.string(),
  dataVersion: z.int(),
  phase: z.enum(['expand', 'backfill', 'contract', 'irreversible']),
  sql: z.string(),
}

const stepSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('fetch'), module: z.string(), version: z.string(), integrity: z.string() }),
  z.object({ kind: z.literal('prepare'), ...migrationFields, run: z.enum(['transaction', 'outside', 'batches']), done: z.boolean() }),
  z.object({ kind: z.literal('hold'), module: z.string(), budgetMs: z.number() }),
  z.object({ kind: z.literal('migrate-up'), ...migrationFields }),
  z.object({ kind: z.literal('migrate-down'), ...migrationFields }),
  z.object({ kind: z.literal('contract'), ...migrationFields }),
  z.object({ kind: z.literal('write-lock'), modules: z.array(z.string()).readonly() }),
  z.object({ kind: z.literal('switch'), modules: z.array(z.string()).readonly() }),
]).openapi('PlanStep') satisfies z.ZodType<PlanStep>

const names = z.array(z.string()).readonly()

const deltaSchema = z.object({
  module: z.string(),
  routesAdded: names,
  routesRemoved: names,
  permissionsAdded: names,
  permissionsRemoved: names,
  settingsAdded: names,
  settingsRemoved: names,
  eventsAdded: names,
  eventsRemoved: names,
}).openapi('PlanDelta') satisfies z.ZodType<PlanDelta>

export const planSchema = z.object({
  id: z.string(),
  tenantId: z.string(),
  baseRevision: z.int(),
  fingerprint: z.string(),
  moves: z.array(moveSchema).readonly(),
  steps: z.array(stepSchema).readonly(),
  deltas: z.array(deltaSchema).readonly(),
  reversible: z.boolean(),
  contractsLeft: names,
  actor: z.string(),
  reason: z.string(),
  createdAt: z.string(),
}).openapi('Plan') satisfies z.ZodType<Plan>
