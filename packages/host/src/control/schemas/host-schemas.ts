import { z } from '@hono/zod-openapi'
import type { Application, KnownHost } from '@tenon/registry'
import type { Supervision } from '../../process/host-supervisor.ts'
import { problemSchema } from './operation-schemas.ts'

export const knownHostSchema = z.object({
  id: z.string(),
  label: z.string(),
  version: z.string(),
  startedAt: z.string(),
  isAnnounced: z.boolean(),
}).openapi('KnownHost') satisfies z.ZodType<KnownHost>

const replacementSchema = z.object({
  generation: z.int(),
  reason: z.string(),
  actor: z.string().nullable(),
  at: z.string(),
  outcome: z.enum(['running', 'succeeded', 'failed']),
  tookMs: z.number().nullable(),
  leftMs: z.number().nullable(),
  abandonedCalls: z.int().nullable(),
}).readonly().openapi('Replacement')

export const supervisionSchema = z.object({
  generation: z.int(),
  supervisorProcessId: z.int(),
  replacements: z.array(replacementSchema).readonly(),
  barred: z.array(z.object({ key: z.string(), label: z.string(), reason: z.string() }).readonly()).readonly(),
}).openapi('Supervision') satisfies z.ZodType<Supervision>

export const applicationSchema = z.object({
  id: z.string(),
  tenantId: z.string(),
  planId: z.string(),
  state: z.enum(['waiting', 'running', 'done', 'failed', 'cancelled']),
  attempts: z.int(),
  notBefore: z.string(),
  actor: z.string(),
  reason: z.string(),
  acceptDrift: z.string().nullable(),
  hostId: z.string().nullable(),
  operationId: z.string().nullable(),
  problem: problemSchema.nullable(),
  createdAt: z.string(),
  finishedAt: z.string().nullable(),
}).openapi('Application') satisfies z.ZodType<Application>
