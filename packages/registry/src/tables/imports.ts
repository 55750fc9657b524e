import type { ImportPlan, ImportRun, SqlSession } from '@tenon/model'
import type { KnownImport } from '../surface/desired-registry.ts'
import { registryErrors } from '../registry-errors.ts'
import { instant } from './instant.ts'

/** Saves an import. It is never changed. */
export async function insertImportPlan(session: SqlSession, plan: ImportPlan): Promise<void> {
  await session.query('insert into tenon.import_plan (id, plan, created_at) values ($1, $2::jsonb, $3)', [plan.id, JSON.stringify(plan), plan.createdAt])
}

/** One import and how far it is. @throws IMPORT_UNKNOWN */
export async function selectImport(session: SqlSession, importId: string): Promise<KnownImport> {
  const { rows } = await session.query<{ plan: Omit<ImportPlan, 'conflicts'> & Partial<ImportPlan> } & (ImportRun | { status: null })>(
    `select plan, id as "importId", status, items, actor, reason, ${instant('started_at')} as "startedAt", ${instant('finished_at')} as "finishedAt"
     from tenon.import_plan left join tenon.import_run on import_id = id where id = $1`,
    [importId],
  )
  const [row] = rows
  if (row === undefined) throw registryErrors.IMPORT_UNKNOWN({ import: importId })
  const { plan, ...run } = row
  // Those saved by earlier releases say nothing of conflicts.
  return { plan: { ...plan, conflicts: plan.conflicts ?? [] }, run: run.status === null ? null : run }
}

/** Writes how far an import is, whatever was written before. */
export async function upsertImportRun(session: SqlSession, run: ImportRun): Promise<void> {
  await session.query(
    `insert into tenon.import_run (import_id, status, items, actor, reason, started_at, finished_at) values ($1, $2, $3::jsonb, $4, $5, $6, $7)
     on conflict (import_id) do update set status = excluded.status, items = excluded.items, actor = excluded.actor, reason = excluded.reason, finished_at = excluded.finished_at`,
    [run.importId, run.status, JSON.stringify(run.items), run.actor, run.reason, run.startedAt, run.finishedAt],
  )
}

/** Takes the lock of imports until the transaction ends; false when somebody has it. */
export async function tryLockImports(session: SqlSession): Promise<boolean> {
  const { rows } = await session.query<{ taken: boolean }>("select pg_try_advisory_xact_lock(hashtextextended('tenon.import', 0)) as taken")
  return rows[0]?.taken === true
}
