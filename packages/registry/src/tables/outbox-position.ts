import type { SqlSession } from '@tenon/model'
import type { OutboxReading } from '../events/settled-position.ts'

/** Two statements, because their order counts: whoever took a position that the first one reads is seen by the second, or has ended. */
export async function readOutbox(session: SqlSession): Promise<OutboxReading> {
  const [row] = (await session.query<{ position: number }>('select case when is_called then last_value else 0 end::float8 as position from tenon.outbox_position_seq')).rows
  // Inserting takes this lock before the row's position, and keeps it until after the commit can be seen.
  const { rows } = await session.query<{ publisher: string }>(
    `select virtualtransaction as publisher from pg_locks
     where locktype = 'relation' and relation = 'tenon.outbox'::regclass and mode = 'RowExclusiveLock' and granted
       and database = (select oid from pg_database where datname = current_database())`,
  )
  return { position: row?.position ?? 0, publishers: rows.map(({ publisher }) => publisher) }
}
