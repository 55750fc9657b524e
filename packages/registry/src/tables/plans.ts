import type { Plan, SqlSession } from '@tenon/model'
import type { FingerprintFacts } from '@tenon/planner'
import { registryErrors } from '../registry-errors.ts'

/** A plan and the named facts behind its fingerprint, kept so that a stale plan can say what changed. */
export interface SavedPlan {
  readonly plan: Plan
  readonly restsOn: FingerprintFacts
}

/** Saves a plan. It is never changed. */
export async function insertPlan(session: SqlSession, { plan, restsOn }: SavedPlan): Promise<void> {
  await session.query('insert into tenon.plan (id, tenant_id, plan, rests_on, created_at) values ($1, $2, $3::jsonb, $4::jsonb, $5)', [
    plan.id, plan.tenantId, JSON.stringify(plan), JSON.stringify(restsOn), plan.createdAt,
  ])
}

/** One plan. @throws PLAN_UNKNOWN */
export async function selectPlan(session: SqlSession, planId: string): Promise<SavedPlan> {
  const { rows } = await session.query<SavedPlan>('select plan, rests_on as "restsOn" from tenon.plan where id = $1', [planId])
  if (rows[0] === undefined) throw registryErrors.PLAN_UNKNOWN({ plan: planId })
  return rows[0]
}
