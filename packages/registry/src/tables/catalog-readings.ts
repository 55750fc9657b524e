import type { SqlSession } from '@tenon/model'

/** Numbers a reading before it asks the sources. Those of long ago are forgotten. */
export async function beginReading(session: SqlSession, now: string): Promise<string> {
  await session.query('delete from tenon.catalog_reading where number < (select max(number) - 100 from tenon.catalog_reading)')
  const { rows } = await session.query<{ number: string }>('insert into tenon.catalog_reading (started_at) values ($1) returning number', [now])
  return rows[0]?.number ?? ''
}

/** Takes the turn to write the catalog until the transaction ends; false when a reading that began later was written completely already. */
export async function takeWritingTurn(session: SqlSession, number: string): Promise<boolean> {
  await session.query("select pg_advisory_xact_lock(hashtextextended('tenon.catalog', 0))")
  const { rowCount } = await session.query('select from tenon.catalog_reading where number > $1 and completed_at is not null limit 1', [number])
  return rowCount === 0
}

/** Notes that a reading heard every source and was written. */
export async function completeReading(session: SqlSession, number: string, now: string): Promise<void> {
  await session.query('update tenon.catalog_reading set completed_at = $2 where number = $1', [number, now])
}
