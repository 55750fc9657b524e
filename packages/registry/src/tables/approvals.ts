import type { Approval, SqlSession } from '@tenon/model'
import { registryErrors } from '../registry-errors.ts'
import { instant } from './instant.ts'

/** Keeps a verdict on a plan, or on a fleet plan: by whichever has the id. @throws PLAN_UNKNOWN */
export async function insertApproval(session: SqlSession, { planId, verdict, actor, reason, createdAt }: Approval): Promise<void> {
  const { rowCount } = await session.query(
    `insert into tenon.approval (plan_id, fleet_plan_id, verdict, actor, reason, created_at)
     select plan_id, fleet_plan_id, $2, $3, $4, $5 from (
       select id as plan_id, null::text as fleet_plan_id from tenon.plan where id = $1 union all select null, id from tenon.fleet_plan where id = $1) as named`,
    [planId, verdict, actor, reason, createdAt],
  )
  if (rowCount === 0) throw registryErrors.PLAN_UNKNOWN({ plan: planId })
}

/** Verdicts on a plan, and on the fleet plan that it is or belongs to, oldest first. */
export async function selectApprovals(session: SqlSession, planId: string): Promise<readonly Approval[]> {
  const { rows } = await session.query<Approval>(
    `select coalesce(plan_id, fleet_plan_id) as "planId", verdict, actor, reason, ${instant('created_at')} as "createdAt" from tenon.approval
     where plan_id = $1 or fleet_plan_id = $1 or fleet_plan_id = (select fleet_plan_id from tenon.plan where id = $1) order by position`,
    [planId],
  )
  return rows
}

/** A verdict on a plan of one tenant. */
export interface TenantVerdict extends Pick<Approval, 'verdict' | 'actor' | 'reason' | 'createdAt'> {
  readonly planId: string
  /** The fleet plan it was given on; null: on the tenant's plan alone. */
  readonly fleetPlanId: string | null
}

/** Verdicts on the plans of one tenant, and on the fleet plans they belong to, newest first. */
export async function selectVerdicts(session: SqlSession, tenantId: string): Promise<readonly TenantVerdict[]> {
  const { rows } = await session.query<TenantVerdict>(
    `select p.id as "planId", a.fleet_plan_id as "fleetPlanId", a.verdict, a.actor, a.reason, ${instant('a.created_at')} as "createdAt"
     from tenon.plan p join tenon.approval a on a.plan_id = p.id or a.fleet_plan_id = p.fleet_plan_id
     where p.tenant_id = $1 order by a.created_at desc, a.position desc`,
    [tenantId],
  )
  return rows
}

/** Whether there is a plan, or a fleet plan, with this id. */
export async function planExists(session: SqlSession, planId: string): Promise<boolean> {
  const { rowCount } = await session.query('select 1 from tenon.plan where id = $1 union all select 1 from tenon.fleet_plan where id = $1', [planId])
  return (rowCount ?? 0) > 0
}
