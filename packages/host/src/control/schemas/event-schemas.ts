import { z } from '@hono/zod-openapi'
import type { Delivery, TimerState } from '@tenon/registry'

export const deliveryStateSchema = z.enum(['waiting', 'dead', 'done', 'skipped', 'discarded'])

export const deliverySchema = z.object({
  tenantId: z.string(),
  eventId: z.string(),
  name: z.string(),
  publisher: z.string(),
  subscriber: z.string(),
  key: z.string(),
  state: deliveryStateSchema,
  attempt: z.int(),
  problem: z.string().nullable(),
  version: z.string().nullable(),
  lockRevision: z.int().nullable(),
  dueAt: z.string().nullable(),
  endedAt: z.string().nullable(),
}).openapi('Delivery') satisfies z.ZodType<Delivery>

export const timerStateSchema = z.object({
  tenantId: z.string(),
  module: z.string(),
  name: z.string(),
  nextRunAt: z.string().nullable(),
  lastRunAt: z.string().nullable(),
  failures: z.int(),
  problem: z.string().nullable(),
}).openapi('TimerState') satisfies z.ZodType<TimerState>
