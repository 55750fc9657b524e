import { z } from '@hono/zod-openapi'
import type { CatalogVersion, EvidenceRule, Manifest, VersionEvidence, VersionNotice } from '@tenon/model'
import type { CatalogRefresh, ModuleSummary } from '@tenon/registry'
import { channelSchema } from './tenant-schemas.ts'

const anyObject = z.record(z.string(), z.unknown())
const statusSchema = z.enum(['available', 'deprecated', 'yanked'])

/** JSON can be anything inside a JSON Schema; the rest is spelled out. */
export const manifestSchema = z.object({
  manifestVersion: z.literal(1),
  name: z.string(),
  packageName: z.string(),
  version: z.string(),
  title: z.string(),
  description: z.string(),
  hostRange: z.string(),
  provides: z.array(z.object({ name: z.string(), version: z.string(), operations: z.array(z.string()).readonly().exactOptional() })).readonly(),
  requires: z.array(z.object({ name: z.string(), range: z.string(), optional: z.boolean() })).readonly(),
  permissions: z.array(z.object({ name: z.string(), description: z.string() })).readonly(),
  events: z.array(z.object({ name: z.string(), description: z.string(), payload: anyObject })).readonly(),
  routes: z.array(z.object({ method: z.string(), path: z.string(), permission: z.string() })).readonly(),
  settings: anyObject,
  migrations: z.array(z.object({
    name: z.string(),
    dataVersion: z.int(),
    phase: z.enum(['expand', 'backfill', 'contract', 'irreversible']),
    checksum: z.string(),
  })).readonly(),
}).openapi('Manifest') satisfies z.ZodType<Manifest>

const evidenceRuleSchema = z.object({
  policy: z.enum(['off', 'warn', 'require']),
  parts: z.array(z.enum(['signature', 'provenance'])).readonly(),
  repositories: z.array(z.string()).readonly(),
}) satisfies z.ZodType<EvidenceRule>

const evidenceSchema = z.object({
  integrity: z.string(),
  signature: z.object({ keyId: z.string() }).nullable(),
  provenance: z.object({ builder: z.string(), repository: z.string(), commit: z.string().nullable(), digest: z.string() }).nullable(),
  rule: evidenceRuleSchema,
  issues: z.array(z.object({ code: z.string(), reason: z.string() })).readonly(),
  checkedAt: z.string(),
}).openapi('VersionEvidence') satisfies z.ZodType<VersionEvidence>

export const noticeSchema = z.object({
  packageName: z.string(),
  version: z.string(),
  change: z.enum(['deprecate', 'yank', 'restore']),
  actor: z.string(),
  reason: z.string(),
  createdAt: z.string(),
}).openapi('VersionNotice') satisfies z.ZodType<VersionNotice>

export const catalogVersionSchema = z.object({
  module: z.string(),
  packageName: z.string(),
  version: z.string(),
  integrity: z.string(),
  status: statusSchema,
  manifest: manifestSchema,
  channel: channelSchema.exactOptional(),
  publishedAt: z.string().exactOptional(),
  deprecated: z.string().exactOptional(),
  notice: noticeSchema.omit({ packageName: true, version: true }).exactOptional(),
  evidence: evidenceSchema.exactOptional(),
}).openapi('CatalogVersion') satisfies z.ZodType<CatalogVersion>

export const catalogRefreshSchema = z.object({
  versions: z.array(catalogVersionSchema).readonly(),
  known: z.int(),
  changed: z.int(),
  refused: z.array(z.object({ packageName: z.string(), version: z.string(), code: z.string(), reason: z.string() })).readonly(),
}).openapi('CatalogRefresh') satisfies z.ZodType<CatalogRefresh>

export const moduleSummarySchema = z.object({
  name: z.string(),
  packageName: z.string(),
  title: z.string(),
  versions: z.array(z.object({ version: z.string(), status: statusSchema, integrity: z.string(), tenants: z.int() })).readonly(),
}).openapi('ModuleSummary') satisfies z.ZodType<ModuleSummary>
