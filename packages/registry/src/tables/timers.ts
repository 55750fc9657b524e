import type { SqlSession, TimerEntry } from '@tenon/model'
import type { TimerState } from '../surface/event-registry.ts'
import type { TakenTimer } from '../surface/work-registry.ts'
import { instant } from './instant.ts'

/** Failures in a row after which somebody should look. */
export const failuresToNotice = 3

/** A timer and what it says. */
export interface TimerRow extends TakenTimer {
  readonly definition: TimerEntry
  /** ISO 8601, or null. */
  readonly lastRunAt: string | null
  readonly failures: number
}

/** When a timer runs next; `never` keeps it until its definition changes. */
export interface NextRun {
  /** ISO 8601. */
  readonly nextRunAt: string | 'never'
  readonly problem: string | null
}

const key = 'tenant_id as "tenantId", module, name'
const row = `${key}, definition, ${instant('last_run_at')} as "lastRunAt", failures`

/** Timers whose next run is not computed, locked until the transaction ends. */
export async function lockUnscheduledTimers(session: SqlSession, limit: number): Promise<readonly TimerRow[]> {
  const { rows } = await session.query<TimerRow>(`select ${row} from tenon.timer where next_run_at is null and claimed_by is null limit $1 for update skip locked`, [limit])
  return rows
}

/** Writes next runs, one for each timer. */
export async function scheduleTimers(session: SqlSession, next: readonly (TakenTimer & NextRun)[]): Promise<void> {
  await session.query(
    `update tenon.timer t set next_run_at = n.at, problem = n.problem, failures = case when n.problem is null then t.failures else $6::int end
     from unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::text[]) as n(tenant_id, module, name, at, problem)
     where (t.tenant_id, t.module, t.name) = (n.tenant_id, n.module, n.name)`,
    [next.map((it) => it.tenantId), next.map((it) => it.module), next.map((it) => it.name), next.map((it) => sqlInstant(it.nextRunAt)), next.map((it) => it.problem), failuresToNotice],
  )
}

/** Takes timers that are due, the one that waits longest first. */
export async function claimTimers(session: SqlSession, { worker, now, limit }: { readonly worker: string; readonly now: string; readonly limit: number }): Promise<readonly TakenTimer[]> {
  const { rows } = await session.query<TakenTimer>(
    `update tenon.timer set claimed_by = $1 where (tenant_id, module, name) in (
       select tenant_id, module, name from tenon.timer where claimed_by is null and next_run_at <= $2 order by next_run_at limit $3 for update skip locked)
     returning ${key}`,
    [worker, now, limit],
  )
  return rows
}

/** A timer that the worker holds, locked until the transaction ends; null when it holds it no more, or the tenant's versions have it no more. */
export async function lockClaimedTimer(session: SqlSession, { tenantId, module, name }: TakenTimer, worker: string): Promise<TimerRow | null> {
  const { rows } = await session.query<TimerRow>(`select ${row} from tenon.timer where tenant_id = $1 and module = $2 and name = $3 and claimed_by = $4 for update`, [tenantId, module, name, worker])
  return rows[0] ?? null
}

/** Ends a run. */
export async function endTimerRun(session: SqlSession, { tenantId, module, name }: TakenTimer, end: NextRun & { readonly lastRunAt: string; readonly failures: number }): Promise<void> {
  await session.query(
    `update tenon.timer set claimed_by = null, next_run_at = $4, last_run_at = $5, failures = $6, problem = $7 where tenant_id = $1 and module = $2 and name = $3`,
    [tenantId, module, name, sqlInstant(end.nextRunAt), end.lastRunAt, end.failures, end.problem],
  )
}

/** Frees a timer that did not run. */
export async function freeTimer(session: SqlSession, { tenantId, module, name }: TakenTimer, worker: string): Promise<void> {
  await session.query('update tenon.timer set claimed_by = null where tenant_id = $1 and module = $2 and name = $3 and claimed_by = $4', [tenantId, module, name, worker])
}

/** Frees timers that a worker holds according to the table, but for those it knows of. */
export async function freeTimers(session: SqlSession, worker: string, known: readonly TakenTimer[]): Promise<number> {
  const { rowCount } = await session.query(
    `update tenon.timer set claimed_by = null where claimed_by = $1
     and not exists (select from unnest($2::text[], $3::text[], $4::text[]) as kept(t, m, n) where (t, m, n) = (tenant_id, module, name))`,
    [worker, known.map((it) => it.tenantId), known.map((it) => it.module), known.map((it) => it.name)],
  )
  return rowCount
}

/** Timers of one tenant. */
export async function selectTimers(session: SqlSession, tenantId: string): Promise<readonly TimerState[]> {
  const { rows } = await session.query<TimerState>(
    `select ${key}, case when next_run_at < 'infinity' then ${instant('next_run_at')} end as "nextRunAt", ${instant('last_run_at')} as "lastRunAt", failures, problem
     from tenon.timer where tenant_id = $1 order by module, name`,
    [tenantId],
  )
  return rows
}

/** Timers that failed several times in a row; of the named tenants or of all. */
export async function selectFailingTimers(session: SqlSession, tenantIds: readonly string[] | null): Promise<readonly (TakenTimer & Pick<TimerState, 'failures' | 'problem'>)[]> {
  const { rows } = await session.query<TakenTimer & Pick<TimerState, 'failures' | 'problem'>>(
    `select ${key}, failures, problem from tenon.timer where failures > 2 and ($1::text[] is null or tenant_id = any($1)) order by 1, 2, 3`,
    [tenantIds],
  )
  return rows
}

function sqlInstant(at: NextRun['nextRunAt']): string {
  return at === 'never' ? 'infinity' : at
}
