import type { Approval } from '@tenon/model'
import type { Actor } from './tenant-registry.ts'

/** Which plans somebody other than their author must approve before they apply. `irreversible`: those with a step that cannot be taken back. */
export type ApprovalRule = 'none' | 'irreversible' | 'all'

/** Verdicts on saved plans: records of their own, append-only. Neither changes what runs; a rejection is final. */
export interface ApprovalRegistry {
  /** Says that the plan was read and may be applied. Counts for a rule only when it comes from somebody other than the plan's author. @throws PLAN_UNKNOWN, PLAN_REJECTED */
  approve(planId: string, actor: Actor): Promise<Approval>
  /** The plan will never be applied; that of a fleet takes the plans of all its tenants with it. What runs, and what runs already to apply it, is left alone. @throws PLAN_UNKNOWN */
  reject(planId: string, actor: Actor): Promise<Approval>
  /** Verdicts on a plan and on the fleet plan it belongs to, oldest first. @throws PLAN_UNKNOWN */
  listApprovals(planId: string): Promise<readonly Approval[]>
}
