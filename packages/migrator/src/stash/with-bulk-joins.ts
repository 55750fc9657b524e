import type { SqlSession } from '@tenon/model'

/**
 * Runs `work` with joins made for whole tables. The stash was filled in this very transaction and has
 * no statistics: left to itself the planner expects one row and walks the table once for each of them
 * (100,000 rows: over five minutes instead of seconds).
 */
export async function withBulkJoins<Result>(session: SqlSession, work: () => Promise<Result>): Promise<Result> {
  const { rows } = await session.query<{ before: string }>(`select current_setting('enable_nestloop') as before`)
  await session.query(`select set_config('enable_nestloop', 'off', true)`)
  const result = await work()
  await session.query(`select set_config('enable_nestloop', $1, true)`, [rows[0]?.before])
  return result
}
