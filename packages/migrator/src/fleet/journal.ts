import type { MigrationSource, MigrationTarget, SqlSession } from '@tenon/model'
import { quoteLiteral } from '../quote-identifier.ts'
import { formatMark, parseMark } from '../schema-mark.ts'
import type { SchemaMark } from '../schema-mark.ts'
import type { FleetOutcome, FleetRun, FleetTenant, FleetTenantStatus } from './fleet-run.ts'

/** A tenant that a run still has to look after. */
export interface FleetItem {
  readonly target: MigrationTarget
  readonly fromDataVersion: number
  /** What its schema must say of itself when its turn comes; null when it said nothing, or did not exist. */
  readonly fromMark: SchemaMark | null
  readonly toDataVersion: number
}

/** What a pass needs to know of its run. */
export interface RunHead {
  readonly id: string
  readonly module: string
  readonly migrations: readonly MigrationSource[]
  /** The module's, the same for all its tenants. */
  readonly guard: NonNullable<MigrationTarget['guard']>
  readonly undoneBy: string | null
}

/** A run about to begin. */
export interface NewRun extends Omit<RunHead, 'undoneBy'> {
  readonly toDataVersion: number
  readonly unchanged: number
  readonly items: readonly FleetItem[]
  readonly startedAt: string
}

/** What became of a tenant, apart from `moved`, which only the move itself may write. */
export interface TenantVerdict {
  readonly target: MigrationTarget
  readonly status: Exclude<FleetTenantStatus, 'pending' | 'moved'>
  readonly problem: FleetTenant['problem']
}

const lockName = (runId: string) => `tenon_fleet:${runId}`

/** Writes a run with all its tenants, before the first of them is touched. Doing it twice is doing it once. */
export async function insertRun(session: SqlSession, { id, module, migrations, guard, toDataVersion, unchanged, items, startedAt }: NewRun): Promise<void> {
  await session.query(`
    insert into tenon_fleet.run (id, module, to_data_version, migrations, unchanged, status, started_at, guard)
    values ($1, $2, $3, $4, $5, 'running', $6, $7) on conflict do nothing`, [id, module, toDataVersion, JSON.stringify(migrations), unchanged, startedAt, guard])
  await session.query(`
    insert into tenon_fleet.run_tenant (run_id, tenant_id, schema_name, from_data_version, from_mark, to_data_version, status)
    select $1, item.*, 'pending' from unnest($2::text[], $3::text[], $4::int[], $5::text[], $6::int[]) as item on conflict do nothing`, [
    id, items.map(({ target }) => target.tenantId), items.map(({ target }) => target.schema), items.map(({ fromDataVersion }) => fromDataVersion),
    items.map(({ fromMark }) => (fromMark === null ? null : formatMark(fromMark))), items.map((item) => item.toDataVersion),
  ])
}

/**
 * Writes the run that takes another one back: its tenants are those the other one moved, each with the
 * way to where it came from. Waits for moves of the other one that are about to commit, and keeps it
 * from moving anybody afterwards.
 * @returns the id of the undo: another one than asked for when the run has been taken back already
 */
export async function insertUndo(session: SqlSession, run: { readonly id: string; readonly undoes: string; readonly startedAt: string }): Promise<string> {
  await session.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [lockName(run.undoes)])
  const { rows: [begun] } = await session.query<{ id: string }>('select id from tenon_fleet.run where undoes = $1', [run.undoes])
  if (begun !== undefined) return begun.id
  await session.query(`
    insert into tenon_fleet.run (id, module, to_data_version, undoes, migrations, unchanged, status, started_at, guard)
    select $1, module, null, id, migrations, 0, 'running', $3, guard from tenon_fleet.run where id = $2`, [run.id, run.undoes, run.startedAt])
  await session.query(`
    insert into tenon_fleet.run_tenant (run_id, tenant_id, schema_name, from_data_version, from_mark, to_data_version, status)
    select $1, tenant_id, schema_name, split_part(to_mark, ' ', 2)::int, to_mark, from_data_version, 'pending'
    from tenon_fleet.run_tenant where run_id = $2 and status = 'moved'`, [run.id, run.undoes])
  return run.id
}

/** The run's head; null when there is no such run. */
export async function readHead(session: SqlSession, runId: string): Promise<RunHead | null> {
  const { rows } = await session.query<RunHead>(`
    select id, module, migrations, guard, (select undo.id from tenon_fleet.run undo where undo.undoes = run.id) as "undoneBy"
    from tenon_fleet.run where id = $1`, [runId])
  return rows[0] ?? null
}

/** Tenants of a run that are not where they should be, in the order of their ids. */
export async function readItems(session: SqlSession, { id, module, guard }: Pick<RunHead, 'id' | 'module' | 'guard'>): Promise<readonly FleetItem[]> {
  const { rows } = await session.query<{ tenantId: string; schema: string; fromDataVersion: number; fromMark: string | null; toDataVersion: number }>(`
    select tenant_id as "tenantId", schema_name as schema, from_data_version as "fromDataVersion", from_mark as "fromMark", to_data_version as "toDataVersion"
    from tenon_fleet.run_tenant where run_id = $1 and status in ('pending', 'failed', 'drifted') order by tenant_id`, [id])
  return rows.map(({ tenantId, schema, fromMark, ...versions }) => ({ target: { tenantId, module, schema, guard }, fromMark: parseMark(fromMark), ...versions }))
}

/**
 * The statement that writes into a tenant's own transaction that this run moved it, with the mark it
 * then carries. It comes after everything else. When the run was taken back meanwhile it fails, and
 * the move with it.
 */
export function movedStatement(runId: string, { tenantId, schema }: MigrationTarget, finishedAt: string): string {
  return `select tenon_fleet.record_move(${[runId, tenantId, schema, finishedAt].map(quoteLiteral).join(', ')})`
}

/** Writes what became of tenants that were not moved. What has been moved meanwhile, by another runner of the same run, stays so. */
export async function writeVerdicts(session: SqlSession, runId: string, verdicts: readonly TenantVerdict[]): Promise<void> {
  await session.query(`
    update tenon_fleet.run_tenant set status = verdict.status, problem = verdict.problem, finished_at = now()
    from unnest($2::text[], $3::text[], $4::jsonb[]) as verdict (tenant_id, status, problem)
    where run_id = $1 and run_tenant.tenant_id = verdict.tenant_id and run_tenant.status <> 'moved'`, [
    runId, verdicts.map(({ target }) => target.tenantId), verdicts.map(({ status }) => status), verdicts.map(({ problem }) => (problem === null ? null : JSON.stringify(problem))),
  ])
}

/** What the journal says of one tenant at this moment, and which run took this one back. */
export async function readTenantState(session: SqlSession, runId: string, tenantId: string): Promise<{ readonly status: FleetTenantStatus | null; readonly undoneBy: string | null }> {
  const { rows } = await session.query<{ status: FleetTenantStatus | null; undoneBy: string | null }>(`
    select (select status from tenon_fleet.run_tenant where run_id = $1 and tenant_id = $2) as status,
      (select id from tenon_fleet.run where undoes = $1) as "undoneBy"`, [runId, tenantId])
  return rows[0] ?? { status: null, undoneBy: null }
}

/** Writes how a pass ended, from what the rows say. */
export async function finishPass(session: SqlSession, runId: string, finishedAt: string): Promise<FleetOutcome['status']> {
  const { rows } = await session.query<{ status: FleetOutcome['status'] }>(`
    update tenon_fleet.run set finished_at = $2, status = case
      when exists (select from tenon_fleet.run_tenant where run_id = $1 and status = 'pending') then 'stopped'
      when exists (select from tenon_fleet.run_tenant where run_id = $1 and status in ('failed', 'drifted')) then 'incomplete'
      else 'succeeded' end
    where id = $1 returning status`, [runId, finishedAt])
  return rows[0]?.status ?? 'stopped'
}

/** Notes that a pass over the run has begun again. */
export async function reopenRun(session: SqlSession, runId: string): Promise<void> {
  await session.query(`update tenon_fleet.run set status = 'running', finished_at = null where id = $1`, [runId])
}

/** Every run, newest first, or one of them. */
export async function readRuns(session: SqlSession, runId: string | null): Promise<readonly FleetRun[]> {
  const instant = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
  const { rows } = await session.query<Omit<FleetRun, 'counts'> & { counts: Record<string, number>; unchanged: number }>(`
    select id, module, to_data_version as "toDataVersion", undoes, status, unchanged,
      (select undo.id from tenon_fleet.run undo where undo.undoes = run.id) as "undoneBy",
      (select coalesce(jsonb_object_agg(status, tenants), '{}') from (select status, count(*) as tenants from tenon_fleet.run_tenant where run_id = run.id group by status) as counted) as counts,
      ${instant('started_at')} as "startedAt", ${instant('finished_at')} as "finishedAt"
    from tenon_fleet.run where $1::text is null or id = $1 order by started_at desc, id desc`, [runId])
  return rows.map(({ counts, unchanged, ...run }) => ({ ...run, counts: { pending: 0, moved: 0, failed: 0, drifted: 0, ...counts, unchanged: unchanged + (counts['unchanged'] ?? 0) } }))
}

/** The tenants of a run, in the order of their ids; with a status, only those in it. */
export async function readTenants(session: SqlSession, runId: string, statuses: readonly FleetTenantStatus[] | null): Promise<readonly FleetTenant[]> {
  const { rows } = await session.query<Omit<FleetTenant, 'target'> & MigrationTarget>(`
    select tenant_id as "tenantId", module, guard, schema_name as schema, from_data_version as "fromDataVersion", tenant.to_data_version as "toDataVersion", tenant.status, problem
    from tenon_fleet.run_tenant tenant join tenon_fleet.run on run.id = run_id
    where run_id = $1 and ($2::text[] is null or tenant.status = any($2)) order by tenant_id`, [runId, statuses])
  return rows.map(({ tenantId, module, schema, guard, ...tenant }) => ({ target: { tenantId, module, schema, ...(guard === 'schema' && { guard }) }, ...tenant }))
}
