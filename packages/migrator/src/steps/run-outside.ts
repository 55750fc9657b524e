import type { MigrationSource, SqlSession } from '@tenon/model'
import { quoteIdentifier } from '../quote-identifier.ts'
import { failureOf } from '../run-migration-sql.ts'
import type { Effect } from './effect-of.ts'
import { hasTakenEffect } from './has-taken-effect.ts'
import type { StepStatement } from './read-statements.ts'
import { finishStep, readSteps, startStep } from './step-journal.ts'
import type { StepKey } from './step-journal.ts'
import { inTransaction, retryLocks } from './step-session.ts'
import type { StepContext } from './step-session.ts'

/**
 * Runs the statements of an `outside` migration in order, each noted before and after. One that can run in a
 * transaction commits together with its note. Of the others the catalog is asked first: what an interrupted
 * attempt finished is not done twice, what it left half done is removed and done again.
 */
export async function runOutside(context: StepContext, migration: MigrationSource, statements: readonly StepStatement[]): Promise<void> {
  const done = new Set((await readSteps(context.session, context.target)).filter(({ dataVersion, state }) => dataVersion === migration.dataVersion && state === 'done').map(({ statement }) => statement))
  for (const statement of statements.filter(({ number }) => !done.has(number))) {
    await startStep(context.session, { migration, statement: statement.number })
    await retryLocks(context, migration.name, () => runStatement(context, migration, statement))
  }
}

async function runStatement({ session, target }: StepContext, migration: MigrationSource, statement: StepStatement): Promise<void> {
  const key: StepKey = { migration, statement: statement.number }
  try {
    if (statement.effect.kind === 'atomic') {
      await inTransaction(session, async () => {
        await session.query(statement.sql)
        await finishStep(session, key)
      })
      return
    }
    if (!(await hasTakenEffect(session, target, statement))) await runAlone(session, statement)
    await finishStep(session, key)
  } catch (error) {
    throw failureOf({ migration: migration.name, file: migration.upFile, text: migration.up }, statement, error as { readonly code?: string })
  }
}

/**
 * What builds or drops concurrently waits for every transaction that began before it, without standing in
 * anybody's way: it gets the time it needs.
 */
async function runAlone(session: SqlSession, { sql, effect }: StepStatement): Promise<void> {
  const { rows } = await session.query<{ lock: string; statement: string }>(`select current_setting('lock_timeout') as lock, current_setting('statement_timeout') as statement`)
  await setTimeouts(session, '0', '0')
  try {
    await dropDebris(session, effect)
    await session.query(sql)
  } finally {
    await setTimeouts(session, rows[0]?.lock ?? '0', rows[0]?.statement ?? '0').catch(() => undefined)
  }
}

/** An index whose build was interrupted stays behind, invalid: it costs every write and answers no query. */
async function dropDebris(session: SqlSession, effect: Effect): Promise<void> {
  if (effect.kind !== 'build-index') return
  const { rows } = await session.query<{ found: boolean }>(`
    select exists (select from pg_index join pg_class on pg_class.oid = indexrelid
      where relname = $1 and relnamespace = (select oid from pg_namespace where nspname = current_schema()) and not indisvalid) as found`, [effect.index])
  if (rows[0]?.found === true) await session.query(`drop index concurrently if exists ${quoteIdentifier(effect.index)}`)
}

async function setTimeouts(session: SqlSession, lock: string, statement: string): Promise<void> {
  await session.query(`select set_config('lock_timeout', $1, false), set_config('statement_timeout', $2, false)`, [lock, statement])
}
