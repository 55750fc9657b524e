import { z } from '@hono/zod-openapi'
import { clientTypes } from '@tenon/model'
import type { FleetPlan, PlanClass, PlanMember, RefusedTenants, TenantSelection } from '@tenon/model'
import { sharedPlanFields } from './plan-schemas.ts'

const names = z.array(z.string()).readonly()

export const selectionSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('all') }),
  z.object({ kind: z.literal('tenants'), ids: names }),
  z.object({ kind: z.literal('tag'), tag: z.string() }),
  z.object({ kind: z.literal('client-type'), clientType: z.enum(clientTypes) }),
]).openapi('TenantSelection') satisfies z.ZodType<TenantSelection>

const memberSchema = z.object({ tenantId: z.string(), planId: z.string(), rows: z.number().nullable() }).openapi('PlanMember') satisfies z.ZodType<PlanMember>

const classSchema = z.object({
  name: z.string(),
  plan: z.object(sharedPlanFields),
  members: z.array(memberSchema).readonly(),
  rows: z.number().nullable(),
}).openapi('PlanClass') satisfies z.ZodType<PlanClass>

const refusedSchema = z.object({ code: z.string(), reasons: names, tenantIds: names }).openapi('RefusedTenants') satisfies z.ZodType<RefusedTenants>

export const fleetPlanSchema = z.object({
  id: z.string(),
  targets: z.record(z.string(), z.string()),
  selection: selectionSchema,
  classes: z.array(classSchema).readonly(),
  refused: z.array(refusedSchema).readonly(),
  unchanged: names,
  actor: z.string(),
  reason: z.string(),
  createdAt: z.string(),
}).openapi('FleetPlan') satisfies z.ZodType<FleetPlan>
