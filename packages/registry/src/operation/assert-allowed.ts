import type { FleetPlan, Plan, SqlSession } from '@tenon/model'
import { registryErrors } from '../registry-errors.ts'
import type { RegistryParts } from '../registry-parts.ts'
import type { ApprovalRule } from '../surface/approval-registry.ts'
import { selectApprovals } from '../tables/approvals.ts'

/**
 * Reads what people said of a plan, under the tenant's lock: a rejection that was made before is seen here.
 * @throws PLAN_REJECTED, and PLAN_UNAPPROVED when the rule wants another person's approval and there is none
 */
export async function assertAllowed(session: SqlSession, { approvals: rule }: Pick<RegistryParts, 'approvals'>, plan: Plan): Promise<void> {
  const verdicts = await selectApprovals(session, plan.id)
  const rejected = verdicts.find(({ verdict }) => verdict === 'rejected')
  if (rejected !== undefined) throw registryErrors.PLAN_REJECTED({ plan: plan.id, by: rejected.actor, reason: rejected.reason })
  if (isApprovalWanted(rule, [plan]) && !verdicts.some(({ actor }) => actor !== plan.actor)) throw registryErrors.PLAN_UNAPPROVED({ plan: plan.id, tenant: plan.tenantId, author: plan.actor })
}

/**
 * What people said of a fleet plan, before any tenant's plan of it is enqueued. Whoever applies one asks again.
 * @throws PLAN_REJECTED, and FLEET_UNAPPROVED when the rule wants another person's approval of what is in it and there is none
 */
export async function assertFleetAllowed(session: SqlSession, { approvals: rule }: Pick<RegistryParts, 'approvals'>, fleet: FleetPlan): Promise<void> {
  const verdicts = await selectApprovals(session, fleet.id)
  const rejected = verdicts.find(({ verdict }) => verdict === 'rejected')
  if (rejected !== undefined) throw registryErrors.PLAN_REJECTED({ plan: fleet.id, by: rejected.actor, reason: rejected.reason })
  const tenants = fleet.classes.reduce((sum, { members }) => sum + members.length, 0)
  if (isApprovalWanted(rule, fleet.classes.map(({ plan }) => plan)) && !verdicts.some(({ actor }) => actor !== fleet.actor)) throw registryErrors.FLEET_UNAPPROVED({ plan: fleet.id, tenants, author: fleet.actor })
}

function isApprovalWanted(rule: ApprovalRule, plans: readonly Pick<Plan, 'noReturn'>[]): boolean {
  return rule === 'all' || (rule === 'irreversible' && plans.some(({ noReturn }) => noReturn !== null))
}
