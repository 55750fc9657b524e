import type { Plan, PlanPreview, PlanRehearsal } from '@tenon/model'
import type { FingerprintFacts } from '@tenon/planner'
import type { PlanOptions, PlanRequest } from '../surface/plan-registry.ts'
import type { Actor } from '../surface/tenant-registry.ts'
import { nowOf } from '../registry-parts.ts'
import type { RegistryParts } from '../registry-parts.ts'
import { insertPlan } from '../tables/plans.ts'
import { computePlan } from './compute-plan.ts'
import { createDescriber } from './describe-moves.ts'
import { estimatePlan } from './estimate-plan.ts'
import { rehearsePlan } from './rehearse-plan.ts'
import { readTenantFacts } from './tenant-facts.ts'

/**
 * Reads the tenant, plans and saves the plan; changes nothing else.
 * @throws TENANT_UNKNOWN, PLAN_CONFLICT, PLAN_EMPTY, ROLL_BACK_UNAVAILABLE, MODULE_NOT_INSTALLED, ARTIFACT_INTEGRITY_MISMATCH
 */
export async function makePlan(parts: RegistryParts, request: PlanRequest, { actor, reason, rehearse = false }: Actor & PlanOptions): Promise<Plan> {
  const first = await compute(parts, request, [])
  // A rehearsal takes its time: what is saved is what holds after it.
  const { body, restsOn } = rehearse ? await compute(parts, request, await rehearsePlan(parts, first.body)) : first
  const plan: Plan = { ...body, id: parts.createId('p'), actor, reason, createdAt: nowOf(parts) }
  await insertPlan(parts.database, { plan, restsOn })
  return plan
}

/** The same plan, and nothing is saved. @throws what `makePlan` throws */
export async function previewPlan(parts: RegistryParts, request: PlanRequest): Promise<PlanPreview> {
  return (await compute(parts, request, [])).body
}

function compute(parts: RegistryParts, request: PlanRequest, rehearsals: readonly PlanRehearsal[]): Promise<{ readonly body: PlanPreview; readonly restsOn: FingerprintFacts }> {
  return parts.database.transaction(async (session) => {
    const facts = await readTenantFacts(session, parts, request.tenantId)
    const { body, restsOn, fingerprint } = await computePlan(facts, request, createDescriber(parts.migrator))
    return { body: { ...body, fingerprint, rehearsals, estimate: await estimatePlan(session, parts, { body, rehearsals }) }, restsOn }
  })
}
