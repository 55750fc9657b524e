import { escapeLiteral } from 'pg'
import type { SqlSession } from '@tenon/model'
import type { NotificationListener } from './notification-listener.ts'

/** The advisory lock that stands for a name. Shared, so that a process whose connection broke takes it again without waiting for the server to notice. */
const keyOf = (name: string) => `hashtextextended('tenon.announced:' || ${name}, 0)`

/** Holds a name on the listener's session. @returns a function that ends it */
export function announce(listener: NotificationListener, name: string, { onLost, onBack }: { readonly onLost: () => void; readonly onBack: () => void }): Promise<() => Promise<void>> {
  const key = keyOf(escapeLiteral(name))
  return listener.keep({ begin: `select pg_advisory_lock_shared(${key})`, end: `select pg_advisory_unlock_shared(${key})`, onLost, onBack })
}

/** Which names somebody holds. Looks at the server's table of locks and takes none. */
export async function announced(session: SqlSession, names: readonly string[]): Promise<readonly string[]> {
  const { rows } = await session.query<{ name: string }>(
    `select name from unnest($1::text[]) as name
     where exists (
       select from pg_locks
       where locktype = 'advisory' and granted and objsubid = 1 and database = (select oid from pg_database where datname = current_database())
         and (classid::bigint << 32 | objid::bigint) = ${keyOf('name')}
     )`,
    [names],
  )
  return rows.map(({ name }) => name)
}
