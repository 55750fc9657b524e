import { createHash } from 'node:crypto'
import { canonicalJson } from '@tenon/model'
import type { Manifest, Plan } from '@tenon/model'
import { fingerprintFacts, planMoves } from '@tenon/planner'
import type { FingerprintFacts, ModuleFacts, PlanBody, PlanFacts } from '@tenon/planner'
import type { PlanRequest } from '../surface/plan-registry.ts'
import type { Actor } from '../surface/tenant-registry.ts'
import { registryErrors } from '../registry-errors.ts'
import { nowOf } from '../registry-parts.ts'
import type { RegistryParts } from '../registry-parts.ts'
import { selectCatalogVersions } from '../tables/catalog.ts'
import { insertPlan } from '../tables/plans.ts'
import { moduleMoves } from './module-moves.ts'
import { planConflict } from './plan-conflict.ts'
import { readTenantFacts } from './tenant-facts.ts'
import type { TenantFacts } from './tenant-facts.ts'

/**
 * Reads the tenant, plans and saves the plan; changes nothing else.
 * @throws TENANT_UNKNOWN, PLAN_CONFLICT, PLAN_EMPTY, ROLL_BACK_UNAVAILABLE, MODULE_NOT_INSTALLED, ARTIFACT_INTEGRITY_MISMATCH
 */
export async function makePlan(parts: RegistryParts, request: PlanRequest, actor: Actor): Promise<Plan> {
  const { body, restsOn } = await parts.database.transaction(async (session) => {
    const facts = await readTenantFacts(session, parts, request.tenantId)
    const modules = await moduleMoves(facts, request)
    const standing = await standingManifests(facts, modules)
    return { body: bodyOf(parts, request, { base: facts.lock, modules, standing }), restsOn: fingerprintFacts(facts.lock, modules, request.kind === 'move' ? facts : null) }
  })
  const plan: Plan = { ...body, id: parts.createId('p'), fingerprint: fingerprintOf(restsOn), actor: actor.actor, reason: actor.reason, createdAt: nowOf(parts) }
  await insertPlan(parts.database, { plan, restsOn })
  return plan
}

/** What the modules that stay where they are say of themselves. */
async function standingManifests({ session, lock }: TenantFacts, moving: readonly ModuleFacts[]): Promise<readonly Manifest[]> {
  const staying = lock.entries.filter((entry) => !moving.some(({ module }) => module === entry.module))
  return (await selectCatalogVersions(session, staying)).map(({ manifest }) => manifest)
}

/** sha256 (hex) of everything a plan rests on. */
export function fingerprintOf(restsOn: FingerprintFacts): string {
  return createHash('sha256').update(canonicalJson(restsOn)).digest('hex')
}

function bodyOf({ holdBudgetMs }: RegistryParts, request: PlanRequest, facts: Omit<PlanFacts, 'holdBudgetMs'>): PlanBody {
  const planning = planMoves({ ...facts, holdBudgetMs })
  if (planning.kind === 'refused') throw planConflict(request.tenantId, planning.issues)
  const { moves, steps } = planning.body
  if (moves.length === 0) throw registryErrors.PLAN_EMPTY({ tenant: request.tenantId, reason: 'it runs what was asked for' })
  if (request.kind === 'finalize' && !steps.some(({ kind }) => kind === 'contract')) throw registryErrors.PLAN_EMPTY({ tenant: request.tenantId, reason: `no contract migration of ${request.module} is waiting` })
  return planning.body
}
