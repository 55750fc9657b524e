import { z } from '@hono/zod-openapi'
import { clientTypes } from '@tenon/model'
import type { DesiredChange, DesiredModule, DesiredPin, DesiredState, DesiredTenant, ImportPlan, ImportRun, TenantTraits } from '@tenon/model'
import type { KnownImport } from '@tenon/registry'
import { problemSchema } from './operation-schemas.ts'
import { channelSchema, instantSchema } from './tenant-schemas.ts'

const values = z.record(z.string(), z.unknown())
const names = z.array(z.string()).readonly()
const name = z.string().trim().min(1).max(200)

const pinSchema = z.strictObject({ range: z.string(), owner: name, reason: z.string().trim().min(1).max(500), expires: instantSchema.exactOptional() }).openapi('DesiredPin') satisfies z.ZodType<DesiredPin>

const moduleSchema = z.strictObject({
  version: z.string().exactOptional(), channel: channelSchema.exactOptional(), pin: pinSchema.exactOptional(), grants: names.exactOptional(), settings: values.exactOptional(),
}).openapi('DesiredModule') satisfies z.ZodType<DesiredModule>

const tenantSchema = z.strictObject({
  name: name.exactOptional(), organization: z.string().exactOptional(), clientType: z.enum(clientTypes).exactOptional(), tags: names.exactOptional(),
  channel: channelSchema.exactOptional(), modules: z.record(z.string(), moduleSchema).exactOptional(),
}).openapi('DesiredTenant') satisfies z.ZodType<DesiredTenant>

export const desiredStateSchema = z.strictObject({
  organizations: z.record(z.string(), z.strictObject({ name: name.exactOptional() })).exactOptional(),
  tenants: z.record(z.string(), tenantSchema).exactOptional(),
}).openapi('DesiredState') satisfies z.ZodType<DesiredState>

const traitsSchema = z.object({ name: z.string(), clientType: z.enum(clientTypes), tags: names }).openapi('TenantTraits') satisfies z.ZodType<TenantTraits>
const of = { tenantId: z.string(), module: z.string() }

const changeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('create-organization'), organization: z.string(), name: z.string() }),
  z.object({ kind: z.literal('rename-organization'), organization: z.string(), before: z.string(), after: z.string() }),
  z.object({ kind: z.literal('create-tenant'), tenantId: z.string(), organization: z.string(), after: traitsSchema }),
  z.object({ kind: z.literal('change-tenant'), tenantId: z.string(), before: traitsSchema, after: traitsSchema }),
  z.object({ kind: z.literal('channel'), tenantId: z.string(), module: z.string().nullable(), before: channelSchema.nullable(), after: channelSchema.nullable() }),
  z.object({ kind: z.literal('pin'), ...of, before: pinSchema.nullable(), after: pinSchema.nullable() }),
  z.object({ kind: z.literal('move'), tenantId: z.string(), before: z.record(z.string(), z.string().nullable()), after: z.record(z.string(), z.string()) }),
  z.object({ kind: z.literal('settings'), ...of, before: values, after: values }),
  z.object({ kind: z.literal('grants'), ...of, grant: names, withdraw: names }),
]).openapi('DesiredChange') satisfies z.ZodType<DesiredChange>

export const importPlanSchema = z.object({
  id: z.string(),
  prune: z.boolean(),
  desired: desiredStateSchema,
  changes: z.array(changeSchema).readonly(),
  radius: z.object({ tenants: z.int(), moves: z.int(), selections: z.int(), permissionsGranted: z.int(), permissionsWithdrawn: z.int() }),
  notListed: z.object({ tenants: names, modules: names }),
  conflicts: z.array(z.object({ tenantId: z.string(), problem: problemSchema })).readonly(),
  fingerprint: z.string(),
  actor: z.string(),
  reason: z.string(),
  createdAt: z.string(),
}).openapi('ImportPlan') satisfies z.ZodType<ImportPlan>

export const importRunSchema = z.object({
  importId: z.string(),
  status: z.enum(['running', 'succeeded', 'failed']),
  items: z.array(z.object({ status: z.enum(['not-run', 'running', 'succeeded', 'failed']), operationId: z.string().nullable(), problem: problemSchema.nullable() })).readonly(),
  actor: z.string(),
  reason: z.string(),
  startedAt: z.string(),
  finishedAt: z.string().nullable(),
}).openapi('ImportRun') satisfies z.ZodType<ImportRun>

export const knownImportSchema = z.object({ plan: importPlanSchema, run: importRunSchema.nullable() }).openapi('KnownImport') satisfies z.ZodType<KnownImport>
