import type { Plan, SqlSession } from '@tenon/model'
import { registryErrors } from '../registry-errors.ts'
import type { RegistryParts } from '../registry-parts.ts'
import { selectApprovals } from '../tables/approvals.ts'

/**
 * Reads what people said of a plan, under the tenant's lock: a rejection that was made before is seen here.
 * @throws PLAN_REJECTED, and PLAN_UNAPPROVED when the rule wants another person's approval and there is none
 */
export async function assertAllowed(session: SqlSession, { approvals: rule }: Pick<RegistryParts, 'approvals'>, plan: Plan): Promise<void> {
  const verdicts = await selectApprovals(session, plan.id)
  const rejected = verdicts.find(({ verdict }) => verdict === 'rejected')
  if (rejected !== undefined) throw registryErrors.PLAN_REJECTED({ plan: plan.id, by: rejected.actor, reason: rejected.reason })
  const isWanted = rule === 'all' || (rule === 'irreversible' && plan.noReturn !== null)
  if (isWanted && !verdicts.some(({ actor }) => actor !== plan.actor)) throw registryErrors.PLAN_UNAPPROVED({ plan: plan.id, tenant: plan.tenantId, author: plan.actor })
}
