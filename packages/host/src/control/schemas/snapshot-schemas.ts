import { z } from '@hono/zod-openapi'
import type { RestoredSnapshot } from '@tenon/model'
import type { ModuleSnapshot } from '@tenon/registry'

const tables = z.array(z.object({ table: z.string(), rows: z.int() })).readonly()

export const moduleSnapshotSchema = z.object({
  module: z.string(),
  number: z.int(),
  dataVersion: z.int(),
  migrations: z.array(z.string()).readonly(),
  tables,
  rows: z.int(),
  sizeBytes: z.int(),
  takenAt: z.string(),
  keepUntil: z.string(),
}).openapi('ModuleSnapshot') satisfies z.ZodType<ModuleSnapshot>

export const restoredSnapshotSchema = z.object({ schema: z.string(), tables }).openapi('RestoredSnapshot') satisfies z.ZodType<RestoredSnapshot>
