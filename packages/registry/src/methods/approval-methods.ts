import type { Approval, Verdict } from '@tenon/model'
import { registryErrors } from '../registry-errors.ts'
import { nowOf } from '../registry-parts.ts'
import type { RegistryParts } from '../registry-parts.ts'
import type { ApprovalRegistry } from '../surface/approval-registry.ts'
import type { Actor } from '../surface/tenant-registry.ts'
import { insertApproval, planExists, selectApprovals } from '../tables/approvals.ts'

export function approvalMethods(parts: RegistryParts): ApprovalRegistry {
  const { database } = parts

  async function give(planId: string, verdict: Verdict, { actor, reason }: Actor): Promise<Approval> {
    const approval: Approval = { planId, verdict, actor, reason, createdAt: nowOf(parts) }
    await insertApproval(database, approval)
    return approval
  }

  return {
    async approve(planId, actor) {
      const rejected = (await selectApprovals(database, planId)).find(({ verdict }) => verdict === 'rejected')
      if (rejected !== undefined) throw registryErrors.PLAN_REJECTED({ plan: planId, by: rejected.actor, reason: rejected.reason })
      return give(planId, 'approved', actor)
    },
    reject: (planId, actor) => give(planId, 'rejected', actor),
    async listApprovals(planId) {
      if (!(await planExists(database, planId))) throw registryErrors.PLAN_UNKNOWN({ plan: planId })
      return selectApprovals(database, planId)
    },
  }
}
