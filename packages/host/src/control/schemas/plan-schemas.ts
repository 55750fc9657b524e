import { z } from '@hono/zod-openapi'
import type { DeltaChange, EstimateBasis, Move, NoReturn, Plan, PlanDelta, PlanEstimate, PlannedLock, PlannedMigration, PlannedStatement, PlanPreview, PlanRehearsal, PlanStep } from '@tenon/model'
import { lockEntrySchema } from './lock-schemas.ts'

export const moveSchema = z.object({
  kind: z.enum(['install', 'upgrade', 'roll-back', 'finalize']),
  module: z.string(),
  from: lockEntrySchema.nullable(),
  to: lockEntrySchema,
  why: z.string(),
  permissionsOff: z.array(z.string()).readonly(),
}).openapi('Move') satisfies z.ZodType<Move>

const names = z.array(z.string()).readonly()

const plannedLockSchema = z.object({ table: z.string(), mode: z.string(), blocks: z.enum(['reads and writes', 'writes', 'nobody']) }).openapi('PlannedLock') satisfies z.ZodType<PlannedLock>

const statementSchema = z.object({
  text: z.string(),
  line: z.int(),
  touches: names,
  locks: z.array(plannedLockSchema).readonly(),
  cost: z.enum(['instant', 'reads-table', 'rewrites-table', 'writes-rows']),
}).openapi('PlannedStatement') satisfies z.ZodType<PlannedStatement>

const migrationFields = {
  module: z.string(),
  migration: z.string(),
  dataVersion: z.int(),
  phase: z.enum(['expand', 'backfill', 'contract', 'irreversible']),
  sql: z.string(),
  statements: z.array(statementSchema).readonly(),
}

const plannedMigrationSchema = z.object(migrationFields).openapi('PlannedMigration') satisfies z.ZodType<PlannedMigration>

export const stepSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('fetch'), module: z.string(), version: z.string(), integrity: z.string() }),
  z.object({ kind: z.literal('prepare'), ...migrationFields, run: z.enum(['transaction', 'outside', 'batches']), done: z.boolean() }),
  z.object({ kind: z.literal('hold'), module: z.string(), budgetMs: z.number() }),
  z.object({ kind: z.literal('migrate-up'), ...migrationFields }),
  z.object({ kind: z.literal('migrate-down'), ...migrationFields }),
  z.object({ kind: z.literal('contract'), ...migrationFields }),
  z.object({ kind: z.literal('write-lock'), modules: names }),
  z.object({ kind: z.literal('switch'), modules: names }),
]).openapi('PlanStep') satisfies z.ZodType<PlanStep>

const changeSchema = z.object({
  subject: z.enum(['setting', 'permission', 'route', 'event', 'dataset', 'provides', 'requires', 'timer']),
  change: z.enum(['added', 'removed', 'changed']),
  name: z.string(),
  detail: z.string(),
}).openapi('DeltaChange') satisfies z.ZodType<DeltaChange>

const deltaSchema = z.object({ module: z.string(), changes: z.array(changeSchema).readonly() }).openapi('PlanDelta') satisfies z.ZodType<PlanDelta>

const noReturnSchema = z.object({ step: z.int(), module: z.string(), migration: z.string(), phase: z.enum(['irreversible', 'contract']) }).openapi('NoReturn') satisfies z.ZodType<NoReturn>

const basisSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('rehearsal') }),
  z.object({ kind: z.literal('operations'), count: z.int(), rowsFrom: z.number().nullable(), rowsTo: z.number().nullable() }),
  z.object({ kind: z.literal('row-counts') }),
  z.object({ kind: z.literal('unknown') }),
]) satisfies z.ZodType<EstimateBasis>

const estimateSchema = z.object({
  basis: basisSchema,
  totalMs: z.number().nullable(),
  steps: z.array(z.object({ ms: z.number().nullable(), rows: z.number().nullable() })).readonly(),
  rows: z.number().nullable(),
}).openapi('PlanEstimate') satisfies z.ZodType<PlanEstimate>

const rehearsalSchema = z.object({
  module: z.string(),
  at: z.string(),
  rows: z.number(),
  copiedRows: z.number(),
  walked: names,
  equal: z.boolean(),
  problems: names,
  upMs: z.number(),
  migrations: z.array(z.object({ name: z.string(), durationMs: z.number() })).readonly(),
}).openapi('PlanRehearsal') satisfies z.ZodType<PlanRehearsal>

/** What plans of one class have in common. */
export const sharedPlanFields = {
  moves: z.array(moveSchema).readonly(),
  steps: z.array(stepSchema).readonly(),
  deltas: z.array(deltaSchema).readonly(),
  reversible: z.boolean(),
  noReturn: noReturnSchema.nullable(),
  contractsLeft: names,
  atFinalize: z.array(plannedMigrationSchema).readonly(),
}

const previewFields = {
  tenantId: z.string(),
  baseRevision: z.int(),
  fingerprint: z.string(),
  ...sharedPlanFields,
  estimate: estimateSchema,
  rehearsals: z.array(rehearsalSchema).readonly(),
}

export const planPreviewSchema = z.object(previewFields).openapi('PlanPreview') satisfies z.ZodType<PlanPreview>

export const planSchema = z.object({ id: z.string(), ...previewFields, actor: z.string(), reason: z.string(), createdAt: z.string() }).openapi('Plan') satisfies z.ZodType<Plan>
