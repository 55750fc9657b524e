import { isTenonError } from '@tenon/model'
import type { Refusal } from '@tenon/planner'
import type { PlanConflictDetails } from '../registry-errors.ts'

/** Why one tenant of many cannot move. What is no tenant's own fault is thrown on: a store or a database that does not answer, and every error without a code. */
export function refusalOf(tenantId: string, error: unknown): Refusal {
  if (!isTenonError(error) || error.problem.category === 'unavailable' || error.problem.category === 'internal') throw error
  const { code, title, details } = error.problem
  if (code === 'PLAN_CONFLICT') return { tenantId, code, reasons: (details as unknown as PlanConflictDetails).sentences }
  return { tenantId, code, reasons: [title] }
}
