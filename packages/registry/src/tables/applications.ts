import type { SqlSession } from '@tenon/model'
import { registryErrors } from '../registry-errors.ts'
import type { Application } from '../surface/queue-registry.ts'
import { instant } from './instant.ts'

const columns = `id, tenant_id as "tenantId", plan_id as "planId", state, attempts, ${instant('not_before')} as "notBefore", actor, reason, accept_drift as "acceptDrift",
  host_id as "hostId", operation_id as "operationId", problem, ${instant('created_at')} as "createdAt", ${instant('finished_at')} as "finishedAt"`

/** What an application is at the end of an attempt. */
export type ApplicationEnd = Pick<Application, 'id' | 'state' | 'notBefore' | 'operationId' | 'problem' | 'finishedAt'>

/** Adds one that waits; false when the plan has one that has not ended. */
export async function insertApplication(session: SqlSession, it: Application): Promise<boolean> {
  const { rowCount } = await session.query(
    `insert into tenon.application (id, tenant_id, plan_id, state, not_before, actor, reason, accept_drift, created_at) values ($1, $2, $3, 'waiting', $4, $5, $6, $7, $8)
     on conflict (plan_id) where state in ('waiting', 'running') do nothing`,
    [it.id, it.tenantId, it.planId, it.notBefore, it.actor, it.reason, it.acceptDrift, it.createdAt],
  )
  return rowCount === 1
}

/** Adds those whose plans have none that has not ended, in the order given, in one statement. Returns the plans' unfinished ones, by tenant: those added and those that were there. */
export async function insertApplications(session: SqlSession, them: readonly Application[]): Promise<readonly Application[]> {
  await session.query(
    `insert into tenon.application (id, tenant_id, plan_id, state, not_before, actor, reason, accept_drift, created_at)
     select id, "tenantId", "planId", 'waiting', "notBefore", actor, reason, "acceptDrift", "createdAt"
     from jsonb_to_recordset($1::jsonb) as it (id text, "tenantId" text, "planId" text, "notBefore" timestamptz, actor text, reason text, "acceptDrift" text, "createdAt" timestamptz)
     on conflict (plan_id) where state in ('waiting', 'running') do nothing`,
    [JSON.stringify(them)],
  )
  const { rows } = await session.query<Application>(
    `select ${columns} from tenon.application where plan_id = any($1) and state in ('waiting', 'running') order by tenant_id`,
    [them.map(({ planId }) => planId)],
  )
  return rows
}

/** The last application of each plan of a fleet plan that was ever queued, by tenant. */
export async function selectFleetApplications(session: SqlSession, fleetPlanId: string): Promise<readonly Application[]> {
  const { rows } = await session.query<Application>(
    `select * from (
       select distinct on (plan_id) ${columns} from tenon.application
       where plan_id in (select id from tenon.plan where fleet_plan_id = $1) order by plan_id, position desc
     ) last order by "tenantId"`,
    [fleetPlanId],
  )
  return rows
}

/** The one of a plan that has not ended. */
export async function selectUnfinishedApplication(session: SqlSession, planId: string): Promise<Application | undefined> {
  const { rows } = await session.query<Application>(`select ${columns} from tenon.application where plan_id = $1 and state in ('waiting', 'running')`, [planId])
  return rows[0]
}

/** @throws APPLICATION_UNKNOWN */
export async function selectApplication(session: SqlSession, id: string): Promise<Application> {
  const { rows } = await session.query<Application>(`select ${columns} from tenon.application where id = $1`, [id])
  if (rows[0] === undefined) throw registryErrors.APPLICATION_UNKNOWN({ application: id })
  return rows[0]
}

/** All that have not ended, and the last few that have, newest first. */
export async function selectApplications(session: SqlSession, tenantId: string | null, limit: number): Promise<readonly Application[]> {
  const { rows } = await session.query<Application>(
    `select ${columns} from tenon.application
     where ($1::text is null or tenant_id = $1)
       and (state in ('waiting', 'running') or position in (
         select position from tenon.application where state not in ('waiting', 'running') and ($1::text is null or tenant_id = $1) order by position desc limit $2))
     order by position desc`,
    [tenantId, limit],
  )
  return rows
}

/**
 * Takes up the oldest that is due and the first of its tenant, whoever else looks at the same moment. One of a tenant
 * that is not due keeps those behind it waiting: they were made for the state it leads to, or will say that they were not.
 */
export async function claimApplication(session: SqlSession, hostId: string, now: string): Promise<Application | undefined> {
  const { rows } = await session.query<Application>(
    `update tenon.application set state = 'running', attempts = attempts + 1, host_id = $1 where id = (
       select id from tenon.application as next
       where state = 'waiting' and not_before <= $2
         and not exists (select from tenon.application as earlier where earlier.tenant_id = next.tenant_id and earlier.position < next.position and earlier.state in ('waiting', 'running'))
       order by position limit 1 for update skip locked
     ) returning ${columns}`,
    [hostId, now],
  )
  return rows[0]
}

/** Ends an attempt. One that somebody else took over meanwhile is left to them. */
export async function endAttempt(session: SqlSession, hostId: string, end: ApplicationEnd): Promise<void> {
  await session.query(
    `update tenon.application set state = $3, not_before = $4, operation_id = coalesce($5, operation_id), problem = $6::jsonb, finished_at = $7
     where id = $1 and host_id = $2 and state = 'running'`,
    [end.id, hostId, end.state, end.notBefore, end.operationId, end.problem === null ? null : JSON.stringify(end.problem), end.finishedAt],
  )
}

/** Gives back what hosts had taken up that are no more. */
export async function releaseApplications(session: SqlSession, hostIds: readonly string[]): Promise<void> {
  await session.query("update tenon.application set state = 'waiting' where state = 'running' and host_id <> all($1)", [hostIds])
}

/** Takes back one that waits; false when it does not. */
export async function cancelWaiting(session: SqlSession, { id, problem, finishedAt }: Pick<ApplicationEnd, 'id' | 'problem' | 'finishedAt'>): Promise<boolean> {
  const { rowCount } = await session.query(
    "update tenon.application set state = 'cancelled', problem = $2::jsonb, finished_at = $3 where id = $1 and state = 'waiting'",
    [id, JSON.stringify(problem), finishedAt],
  )
  return rowCount === 1
}
