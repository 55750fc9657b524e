import type { MigrationSource, SqlSession } from '@tenon/model'
import { quoteIdentifier } from '../quote-identifier.ts'
import { runMigrationSql } from '../run-migration-sql.ts'
import { tablesOf } from './effect-of.ts'

/** As much of a migration as filling again needs. */
export type Fill = Pick<MigrationSource, 'name' | 'phase' | 'run' | 'up'>

/** Rows for one statement inside a move: few statements, and memory for the row locks of one. */
const rowsAtOnce = 100_000

/**
 * Runs a prepared backfill once more inside a move, for what the version in force wrote since: a batched one
 * until it touches nothing. Its tables are locked against writes first, or a row that commits after the last
 * look and before the move would be missed. Anything but a backfill is left alone.
 */
export async function fillAgain(session: SqlSession, { name, phase, run, up }: Fill): Promise<void> {
  if (run === 'outside' || (run === 'transaction' && phase !== 'backfill')) return
  await lockAgainstWrites(session, await tablesOf(up))
  const source = { migration: name, file: `prisma/migrations/${name}/migration.sql`, text: up }
  if (run === 'transaction') await runMigrationSql(session, source)
  else await untilNothingIsTouched(session, up)
  await session.query('set constraints all immediate')
}

async function lockAgainstWrites(session: SqlSession, names: readonly string[]): Promise<void> {
  const { rows } = await session.query<{ name: string }>(`
    select relname as name from pg_class where relname = any($1::text[]) and relkind in ('r', 'p')
      and relnamespace = (select oid from pg_namespace where nspname = current_schema()) order by relname`, [names])
  if (rows.length > 0) await session.query(`lock table ${rows.map(({ name }) => quoteIdentifier(name)).join(', ')} in share row exclusive mode`)
}

async function untilNothingIsTouched(session: SqlSession, sql: string): Promise<void> {
  await session.query(`select set_config('tenon.batch_rows', $1, true)`, [String(rowsAtOnce)])
  while ((await session.query(sql)).rowCount > 0);
}
