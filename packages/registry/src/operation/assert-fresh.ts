import { changedFacts, fingerprintFacts } from '@tenon/planner'
import type { FingerprintModule } from '@tenon/planner'
import { readLedger, readTenantFacts, versionOf } from '../plan/tenant-facts.ts'
import type { TenantFacts } from '../plan/tenant-facts.ts'
import { fingerprintOf } from '../plan/compute-plan.ts'
import { registryErrors } from '../registry-errors.ts'
import type { RegistryParts } from '../registry-parts.ts'
import type { SavedPlan } from '../tables/plans.ts'
import type { SqlSession } from '@tenon/model'

/**
 * Reads again what a plan rests on, under the tenant's lock.
 * @returns the tenant as it is, which is as the plan expects it
 * @throws PLAN_STALE naming what changed
 */
export async function assertFresh(session: SqlSession, parts: RegistryParts, { plan, restsOn }: SavedPlan): Promise<TenantFacts> {
  const facts = await readTenantFacts(session, parts, plan.tenantId)
  const modules: FingerprintModule[] = []
  for (const { module, to } of plan.moves) modules.push({ module, to: await versionOf(session, to), ledger: await readLedger(facts, module) })
  const forward = plan.moves.some(({ kind }) => kind === 'install' || kind === 'upgrade')
  const now = fingerprintFacts(facts.lock, modules, forward ? facts : null)
  if (fingerprintOf(now) !== plan.fingerprint) throw registryErrors.PLAN_STALE({ tenant: plan.tenantId, plan: plan.id, changed: changedFacts(restsOn, now) })
  return facts
}
