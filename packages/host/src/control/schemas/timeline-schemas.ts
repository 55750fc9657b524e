import { z } from '@hono/zod-openapi'
import { clientTypes } from '@tenon/model'
import type { TenantAt, TimelineEntry } from '@tenon/registry'
import { lockRevisionSchema } from './lock-schemas.ts'
import { channelSchema, pinSchema, tenantChannelsSchema } from './tenant-schemas.ts'

const who = { actor: z.string(), reason: z.string(), createdAt: z.string() }

const traitsSchema = z.object({ name: z.string(), clientType: z.enum(clientTypes), tags: z.array(z.string()).readonly() })

export const timelineEntrySchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('lock'), revision: lockRevisionSchema, ...who }),
  z.object({ kind: z.literal('pin'), module: z.string(), change: z.enum(['set', 'removed']), range: z.string().nullable(), owner: z.string().nullable(), expiresAt: z.string().nullable(), ...who }),
  z.object({ kind: z.literal('channel'), module: z.string().nullable(), channel: channelSchema.nullable(), ...who }),
  z.object({ kind: z.literal('data'), module: z.string(), change: z.enum(['abandon', 'restore-snapshot']), details: z.record(z.string(), z.unknown()), ...who }),
  z.object({ kind: z.literal('tenant'), before: traitsSchema.nullable(), after: traitsSchema, ...who }),
  z.object({ kind: z.literal('verdict'), verdict: z.enum(['approved', 'rejected']), planId: z.string(), fleetPlanId: z.string().nullable(), ...who }),
]).openapi('TimelineEntry') satisfies z.ZodType<TimelineEntry>

export const tenantAtSchema = z.object({
  at: z.string(),
  lock: lockRevisionSchema,
  pins: z.array(pinSchema).readonly(),
  channels: tenantChannelsSchema,
}).openapi('TenantAt') satisfies z.ZodType<TenantAt>
