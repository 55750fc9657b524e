import type { SqlSession } from '@tenon/model'

/** Workers that hold deliveries or timers according to the tables. */
export async function selectWorkers(session: SqlSession): Promise<readonly string[]> {
  const { rows } = await session.query<{ worker: string }>(
    `select distinct claimed_by as worker from tenon.delivery where claimed_by is not null
     union select claimed_by from tenon.timer where claimed_by is not null`,
  )
  return rows.map(({ worker }) => worker)
}
