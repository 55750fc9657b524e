import { z } from '@hono/zod-openapi'
import { clientTypes } from '@tenon/model'
import type { Channel, Organization, Pin, Tenant, TenantChannels } from '@tenon/model'

/** An ISO 8601 instant. */
export const instantSchema = z.iso.datetime({ offset: true })

export const organizationSchema = z.object({
  id: z.string(),
  name: z.string(),
  createdAt: z.string(),
}).openapi('Organization') satisfies z.ZodType<Organization>

export const tenantSchema = z.object({
  id: z.string(),
  name: z.string(),
  organizationId: z.string(),
  clientType: z.enum(clientTypes),
  tags: z.array(z.string()).readonly(),
  createdAt: z.string(),
}).openapi('Tenant') satisfies z.ZodType<Tenant>

export const pinSchema = z.object({
  tenantId: z.string(),
  module: z.string(),
  range: z.string(),
  owner: z.string(),
  reason: z.string(),
  expiresAt: z.string().nullable(),
  createdAt: z.string(),
}).openapi('Pin') satisfies z.ZodType<Pin>

export const channelSchema = z.enum(['stable', 'beta']).openapi('Channel') satisfies z.ZodType<Channel>

export const tenantChannelsSchema = z.object({
  all: channelSchema,
  modules: z.record(z.string(), channelSchema),
}).openapi('TenantChannels') satisfies z.ZodType<TenantChannels>
