import type { ForwardOptions, MigrationTarget, SqlDatabase, SqlSession } from '@tenon/model'
import { migratorErrors } from '../migrator-errors.ts'
import { isLockTrouble, lockNameOf, moveSettings, pauseAfter } from '../with-move.ts'
import type { MoveTiming } from '../with-move.ts'

/** What a preparation works with: one connection of its own that holds the lock of (tenant, module) from beginning to end. */
export interface StepContext {
  readonly session: SqlSession
  readonly target: MigrationTarget
  readonly options: StepOptions
  readonly timing: MoveTiming
}

/** How a preparation runs, every default filled in. */
export interface StepOptions extends ForwardOptions {
  readonly batchRows: number
  readonly workShare: number
  readonly signal: AbortSignal | null
}

/**
 * Runs `work` on a connection of its own, outside any transaction, alone for this (tenant, module): a move or
 * another preparation that is under way makes it reject at once. When this process dies the server notices
 * within a second where it can, and at the latest when its statement ends; the lock is free from then on.
 * @throws PREPARATION_BUSY
 */
export function withStepSession<Result>(database: SqlDatabase, parts: Omit<StepContext, 'session'>, work: (context: StepContext) => Promise<Result>): Promise<Result> {
  const { target, timing } = parts
  return database.session(async (session) => {
    await session.query('select set_config(name, value, false) from json_each_text($1) as setting(name, value)', [JSON.stringify(moveSettings(target, timing))])
    await session.query("do $$ begin perform set_config('client_connection_check_interval', '1s', false); exception when others then null; end $$")
    const { rows } = await session.query<{ taken: boolean; pid: number }>('select pg_try_advisory_lock(hashtextextended($1, 0)) as taken, pg_backend_pid() as pid', [lockNameOf(target)])
    const [lock] = rows
    if (lock?.taken !== true) throw migratorErrors.PREPARATION_BUSY({ tenantId: target.tenantId, module: target.module })
    const ended = new AbortController()
    const cancelling = cancelWhenAborted(database, parts, { pid: lock.pid, ended: ended.signal })
    try {
      return await work({ ...parts, session })
    } finally {
      ended.abort()
      await cancelling
    }
  })
}

/**
 * Once the caller's signal says so, cancels what the preparation's connection is doing, on another connection and
 * as the user who logged in. Again and again until the work has ended: a cancel that comes between two statements
 * goes by unheard.
 */
async function cancelWhenAborted(database: SqlDatabase, { options: { signal }, timing }: Pick<StepContext, 'options' | 'timing'>, { pid, ended }: { readonly pid: number; readonly ended: AbortSignal }): Promise<void> {
  if (signal === null) return
  await new Promise<void>((resolve) => {
    for (const either of [signal, ended]) {
      if (either.aborted) resolve()
      else either.addEventListener('abort', () => { resolve() }, { once: true })
    }
  })
  for (let attempt = 1; !ended.aborted; attempt += 1) {
    // A connection that cannot be had now may be had next time; the work itself stops at its next boundary.
    await database.script(`select pg_cancel_backend(${pid})`).catch(() => undefined)
    await timing.wait(pauseAfter(attempt))
  }
}

/** Runs `work` in one transaction on the preparation's own connection. */
export async function inTransaction<Result>(session: SqlSession, work: () => Promise<Result>): Promise<Result> {
  await session.query('begin')
  try {
    const result = await work()
    await session.query('commit')
    return result
  } catch (error) {
    // A connection that is gone has rolled back by itself; the first failure is the one to tell.
    await session.query('rollback').catch(() => undefined)
    throw error
  }
}

/** Runs `work` again, after a pause, as long as others hold what it needs. @throws MIGRATION_LOCK_TIMEOUT, PREPARATION_STOPPED */
export async function retryLocks<Result>(context: StepContext, migration: string, work: () => Promise<Result>): Promise<Result> {
  const { target, timing } = context
  for (let attempt = 1; ; attempt += 1) {
    stopWhenAsked(context, migration)
    try {
      return await work()
    } catch (error) {
      stopWhenAsked(context, migration)
      if (!isLockTrouble(error)) throw error
      if (attempt === timing.lockAttempts) throw migratorErrors.MIGRATION_LOCK_TIMEOUT({ tenantId: target.tenantId, module: target.module, attempts: attempt }, { cause: error })
      await timing.wait(pauseAfter(attempt))
    }
  }
}

/** @throws PREPARATION_STOPPED once the caller's signal says so */
export function stopWhenAsked({ target, options }: StepContext, migration: string): void {
  if (options.signal?.aborted === true) throw migratorErrors.PREPARATION_STOPPED({ tenantId: target.tenantId, module: target.module, migration })
}
