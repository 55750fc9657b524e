import { createHash } from 'node:crypto'
import { canonicalJson } from '@tenon/model'
import type { Manifest } from '@tenon/model'
import { fingerprintFacts, planMoves } from '@tenon/planner'
import type { FingerprintFacts, ModuleFacts, PlanBody } from '@tenon/planner'
import type { PlanRequest } from '../surface/plan-registry.ts'
import { registryErrors } from '../registry-errors.ts'
import type { DescribeMoves } from './describe-moves.ts'
import { moduleMoves } from './module-moves.ts'
import { planConflict } from './plan-conflict.ts'
import type { TenantFacts } from './tenant-facts.ts'

/** What a tenant would go through, and what that rests on. Nothing of it is saved. */
export interface ComputedPlan {
  readonly body: PlanBody
  readonly restsOn: FingerprintFacts
  readonly fingerprint: string
}

/**
 * Plans for one tenant from its facts. Reads only.
 * @throws PLAN_CONFLICT, PLAN_EMPTY, ROLL_BACK_UNAVAILABLE, MODULE_NOT_INSTALLED, ARTIFACT_INTEGRITY_MISMATCH
 */
export async function computePlan(facts: TenantFacts, request: PlanRequest, describe: DescribeMoves): Promise<ComputedPlan> {
  const modules = await moduleMoves(facts, request)
  const planning = planMoves({
    base: facts.lock, modules, standing: await standingManifests(facts, modules), described: await describe(modules), holdBudgetMs: facts.parts.holdBudgetMs,
  })
  if (planning.kind === 'refused') throw planConflict(facts.tenant.id, planning.issues)
  assertSomething(planning.body, request)
  const restsOn = fingerprintFacts(facts.lock, modules, request.kind === 'move' ? facts : null)
  return { body: planning.body, restsOn, fingerprint: fingerprintOf(restsOn) }
}

/** sha256 (hex) of everything a plan rests on. */
export function fingerprintOf(restsOn: FingerprintFacts): string {
  return createHash('sha256').update(canonicalJson(restsOn)).digest('hex')
}

/** What the modules that stay where they are say of themselves. */
async function standingManifests({ source, lock }: TenantFacts, moving: readonly ModuleFacts[]): Promise<readonly Manifest[]> {
  const staying = lock.entries.filter((entry) => !moving.some(({ module }) => module === entry.module))
  return (await source.versions(staying)).map(({ manifest }) => manifest)
}

function assertSomething({ tenantId, moves, steps }: PlanBody, request: PlanRequest): void {
  if (moves.length === 0) throw registryErrors.PLAN_EMPTY({ tenant: tenantId, reason: 'it runs what was asked for' })
  if (request.kind === 'finalize' && !steps.some(({ kind }) => kind === 'contract')) throw registryErrors.PLAN_EMPTY({ tenant: tenantId, reason: `no contract migration of ${request.module} is waiting` })
}
