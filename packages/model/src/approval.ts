/** What somebody said of a plan. A rejection is final; an approval says that another person has read it. */
export type Verdict = 'approved' | 'rejected'

/** One verdict on a saved plan: kept for good, and no part of the plan. */
export interface Approval {
  /** Id of the plan or of the fleet plan. */
  readonly planId: string
  readonly verdict: Verdict
  /** `user:dana`, `cli:dana`. */
  readonly actor: string
  readonly reason: string
  /** ISO 8601 instant, UTC. */
  readonly createdAt: string
}
