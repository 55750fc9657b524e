import { z } from '@hono/zod-openapi'
import type { CatalogReading, CatalogVersion, Manifest } from '@tenon/model'
import type { ModuleSummary } from '@tenon/registry'

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
  provides: z.array(z.object({ name: z.string(), version: z.string() })).readonly(),
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

export const catalogVersionSchema = z.object({
  module: z.string(),
  packageName: z.string(),
  version: z.string(),
  integrity: z.string(),
  status: statusSchema,
  manifest: manifestSchema,
}).openapi('CatalogVersion') satisfies z.ZodType<CatalogVersion>

export const catalogReadingSchema = z.object({
  versions: z.array(catalogVersionSchema).readonly(),
  refused: z.array(z.object({ packageName: z.string(), version: z.string(), code: z.string(), reason: z.string() })).readonly(),
}).openapi('CatalogReading') satisfies z.ZodType<CatalogReading>

export const moduleSummarySchema = z.object({
  name: z.string(),
  packageName: z.string(),
  title: z.string(),
  versions: z.array(z.object({ version: z.string(), status: statusSchema, integrity: z.string(), tenants: z.int() })).readonly(),
}).openapi('ModuleSummary') satisfies z.ZodType<ModuleSummary>
