import type { FleetPlan, SqlSession } from '@tenon/model'
import { registryErrors } from '../registry-errors.ts'

/** Saves a fleet plan, before the plans of its tenants. It is never changed. */
export async function insertFleetPlan(session: SqlSession, plan: FleetPlan): Promise<void> {
  await session.query('insert into tenon.fleet_plan (id, fleet_plan, created_at) values ($1, $2::jsonb, $3)', [plan.id, JSON.stringify(plan), plan.createdAt])
}

/** One fleet plan. @throws PLAN_UNKNOWN */
export async function selectFleetPlan(session: SqlSession, fleetPlanId: string): Promise<FleetPlan> {
  const { rows } = await session.query<{ plan: FleetPlan }>('select fleet_plan as plan from tenon.fleet_plan where id = $1', [fleetPlanId])
  if (rows[0] === undefined) throw registryErrors.PLAN_UNKNOWN({ plan: fleetPlanId })
  return rows[0].plan
}
