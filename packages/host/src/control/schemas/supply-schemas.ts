import { z } from '@hono/zod-openapi'
import { clientTypes } from '@tenon/model'
import type { Advisory } from '@tenon/model'
import type { Exposure, ExposureReport, HoldCause, PlannedExit, SkewReport } from '@tenon/registry'
import { problemSchema } from './operation-schemas.ts'
import { planSchema } from './plan-schemas.ts'

const strings = z.array(z.string()).readonly()
export const severitySchema = z.enum(['low', 'moderate', 'high', 'critical'])

export const advisorySchema = z.object({
  id: z.string(), module: z.string(), range: z.string(), severity: severitySchema, title: z.string(),
  fixedIn: z.string().nullable(), url: z.string().nullable(), actor: z.string(), createdAt: z.string(),
  withdrawn: z.object({ actor: z.string(), reason: z.string(), at: z.string() }).nullable(),
}).openapi('Advisory') satisfies z.ZodType<Advisory>

const subjectSchema = z.union([
  advisorySchema.extend({ kind: z.literal('advisory') }),
  z.object({ kind: z.literal('version'), id: z.string(), module: z.string(), version: z.string(), status: z.string(), reason: z.string().nullable() }),
])

const pinFacts = { range: z.string(), owner: z.string(), reason: z.string(), expiresAt: z.string().nullable() }

const exposureSchema = z.object({
  subjects: strings,
  tenantId: z.string(), tenantName: z.string(), organizationId: z.string(), organizationName: z.string(), clientType: z.enum(clientTypes),
  module: z.string(), version: z.string(), since: z.string(),
  pin: z.object(pinFacts).nullable(),
  fix: z.object({ version: z.string().nullable(), resolves: z.boolean(), why: strings, instead: z.string().nullable() }),
}).openapi('Exposure') satisfies z.ZodType<Exposure>

export const exposureReportSchema = z.object({
  subjects: z.array(subjectSchema).readonly(),
  exposed: z.array(exposureSchema).readonly(),
}).openapi('ExposureReport') satisfies z.ZodType<ExposureReport>

export const plannedExitSchema = z.object({
  tenantId: z.string(),
  targets: z.record(z.string(), z.string()),
  plan: planSchema.nullable(),
  problem: problemSchema.nullable(),
}).openapi('PlannedExit') satisfies z.ZodType<PlannedExit>

const causeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('pin'), expired: z.boolean(), ...pinFacts }),
  z.object({ kind: z.literal('min-from'), minFrom: z.string() }),
  z.object({ kind: z.literal('requires'), module: z.string(), versions: strings, interface: z.string(), range: z.string() }),
  z.object({ kind: z.literal('host'), needs: z.string() }),
  z.object({ kind: z.literal('conflict'), sentences: strings }),
  z.object({ kind: z.literal('nothing') }),
]) satisfies z.ZodType<HoldCause>

const lineSchema = z.object({
  line: z.string(), versions: strings, tenants: z.int(), publishedAt: z.string().nullable(), ageDays: z.int().nullable(), isNewest: z.boolean(),
  holds: z.array(z.object({ cause: causeSchema, tenantIds: strings })).readonly(),
})

const budgetSchema = z.object({ maxLiveLines: z.int().nullable(), maxAgeDays: z.int().nullable() })

export const skewReportSchema = z.object({
  modules: z.array(z.object({ module: z.string(), newest: z.string().nullable(), lines: z.array(lineSchema).readonly() })).readonly(),
  budget: budgetSchema,
  excesses: z.array(z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('lines'), module: z.string(), live: z.int(), limit: z.int() }),
    z.object({ kind: z.literal('age'), module: z.string(), line: z.string(), ageDays: z.int(), limit: z.int(), tenants: z.int() }),
  ])).readonly(),
}).openapi('SkewReport') satisfies z.ZodType<SkewReport>
