import type { MigrationTarget, MoveOptions, SqlSession } from '@tenon/model'
import { migratorErrors } from './migrator-errors.ts'
import { quoteIdentifier, quoteLiteral } from './quote-identifier.ts'

/** How long a move waits for others, and for itself. */
export interface MoveTiming {
  /** Past this a statement gives up waiting for a lock, so that requests behind it are not held up. */
  readonly lockTimeoutMs: number
  readonly lockAttempts: number
  readonly statementTimeoutMs: number
  readonly wait: (milliseconds: number) => Promise<void>
}

/** Half a second of waiting for a lock, ten minutes for a statement. */
export const defaultTiming = { lockTimeoutMs: 500, lockAttempts: 8, statementTimeoutMs: 600_000 } as const

/** What a move works with. */
export interface MoveContext {
  readonly session: SqlSession
  readonly target: MigrationTarget
  readonly options: MoveOptions
}

/** Lock not available, deadlock detected. */
const retryable = ['55P03', '40P01']
const firstPauseMs = 50
const longestPauseMs = 2_000

/**
 * Runs `work` inside the caller's transaction as a move of the target: alone (advisory lock on tenant
 * and module), with the target's schema as search path, its tenant set, and short lock waits. When a
 * lock cannot be had, everything since the start is rolled back to a savepoint, which frees all locks,
 * and tried again after a pause. The caller's own settings return when the work resolves.
 * @throws MIGRATION_LOCK_TIMEOUT
 */
export async function withMove<Result>({ session, target }: Pick<MoveContext, 'session' | 'target'>, timing: MoveTiming, work: () => Promise<Result>): Promise<Result> {
  const restore = await applySettings(session, moveSettings(target, timing))
  for (let attempt = 1; ; attempt += 1) {
    await session.query('savepoint tenon_move')
    try {
      await session.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [lockNameOf(target)])
      const result = await work()
      await session.query('release savepoint tenon_move')
      await restore()
      return result
    } catch (error) {
      if (!isLockTrouble(error)) throw error
      await session.query('rollback to savepoint tenon_move')
      if (attempt === timing.lockAttempts) throw migratorErrors.MIGRATION_LOCK_TIMEOUT({ tenantId: target.tenantId, module: target.module, attempts: attempt }, { cause: error })
      await timing.wait(pauseAfter(attempt))
    }
  }
}

/** What the advisory lock of a target is called; its hash is the lock's key. */
export function lockNameOf({ tenantId, module }: MigrationTarget): string {
  return `tenon:${tenantId}:${module}`
}

/** One statement that sets everything a move works with, for the rest of the transaction. */
export function setStatement(target: MigrationTarget, timing: Pick<MoveTiming, 'lockTimeoutMs' | 'statementTimeoutMs'>): string {
  const settings = Object.entries(moveSettings(target, timing))
  return `select ${settings.map(([name, value]) => `set_config('${name}', ${quoteLiteral(value)}, true)`).join(', ')}`
}

/** Whether a statement failed because others hold what it needs, so that it is worth another attempt. */
export function isLockTrouble(error: unknown): boolean {
  return retryable.includes((error as { readonly code?: string }).code ?? '')
}

/** How long to wait, in milliseconds, before the attempt that follows this one. */
export function pauseAfter(attempt: number): number {
  return Math.min(firstPauseMs * 2 ** (attempt - 1), longestPauseMs)
}

/** Besides the move's own settings, those that decide how values read as text: the stash compares and keeps them so. */
export function moveSettings(target: MigrationTarget, timing: Pick<MoveTiming, 'lockTimeoutMs' | 'statementTimeoutMs'>): Readonly<Record<string, string>> {
  return {
    search_path: quoteIdentifier(target.schema),
    'tenon.tenant_id': target.tenantId,
    lock_timeout: String(timing.lockTimeoutMs),
    statement_timeout: String(timing.statementTimeoutMs),
    timezone: 'UTC',
    datestyle: 'ISO, YMD',
    intervalstyle: 'postgres',
    extra_float_digits: '1',
    bytea_output: 'hex',
  }
}

async function applySettings(session: SqlSession, settings: Readonly<Record<string, string>>): Promise<() => Promise<void>> {
  const names = Object.keys(settings)
  const before = await session.query<{ name: string; value: string | null }>('select name, current_setting(name, true) as value from unnest($1::text[]) as name', [names])
  await setLocally(session, names, names.map((name) => settings[name] ?? ''))
  const values = before.rows.map(({ value }) => value ?? '')
  return () => setLocally(session, before.rows.map(({ name }) => name), values)
}

async function setLocally(session: SqlSession, names: readonly string[], values: readonly string[]): Promise<void> {
  await session.query('select set_config(name, value, true) from unnest($1::text[], $2::text[]) as setting(name, value)', [names, values])
}
