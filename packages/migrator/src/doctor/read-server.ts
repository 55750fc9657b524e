import type { SqlSession } from '@tenon/model'
import type { ServerFacts } from './facts.ts'

interface SettingRow {
  readonly name: string
  readonly setting: string
}

const settings = [
  'server_version_num', 'server_version', 'max_locks_per_transaction', 'max_connections', 'max_prepared_transactions', 'superuser_reserved_connections', 'reserved_connections',
  'recovery_init_sync_method', 'shared_buffers', 'autovacuum', 'track_counts', 'fsync', 'full_page_writes', 'statement_timeout', 'idle_in_transaction_session_timeout', 'idle_session_timeout',
] as const

/** Of shared_buffers. */
const blockBytes = 8_192

/** The server's settings in their base units, and how much there is. */
export async function readServer(session: SqlSession): Promise<ServerFacts> {
  const { rows } = await session.query<SettingRow>('select name, setting from pg_settings where name = any($1::text[])', [settings])
  const values = new Map(rows.map(({ name, setting }) => [name, setting]))
  // A setting that this server does not know yet reserves and limits nothing.
  const text = (name: (typeof settings)[number]) => values.get(name) ?? '0'
  const number = (name: (typeof settings)[number]) => Number(text(name))
  return {
    version: number('server_version_num'), versionText: text('server_version'),
    maxLocks: number('max_locks_per_transaction'), maxConnections: number('max_connections'), maxPreparedTransactions: number('max_prepared_transactions'),
    reservedConnections: number('superuser_reserved_connections') + number('reserved_connections'),
    recoveryInitSync: text('recovery_init_sync_method'), sharedBuffersBytes: number('shared_buffers') * blockBytes,
    autovacuum: text('autovacuum') === 'on', trackCounts: text('track_counts') === 'on', fsync: text('fsync') === 'on', fullPageWrites: text('full_page_writes') === 'on',
    statementTimeoutMs: number('statement_timeout'), idleInTransactionTimeoutMs: number('idle_in_transaction_session_timeout'), idleSessionTimeoutMs: number('idle_session_timeout'),
    ...(await readSize(session)),
  }
}

/** The one pass over pg_class: it has no index by kind, and a count needs every row once. */
async function readSize(session: SqlSession): Promise<Pick<ServerFacts, 'relationFiles' | 'tables' | 'dataBytes' | 'openConnections'>> {
  const { rows } = await session.query<Pick<ServerFacts, 'relationFiles' | 'tables' | 'dataBytes' | 'openConnections'>>(`
    select count(*) filter (where relkind in ('r', 'i', 't', 'S', 'm'))::int as "relationFiles",
      count(*) filter (where relkind in ('r', 'p') and oid >= 16384)::int as tables,
      coalesce(sum(relpages) * 8192.0, 0)::float8 as "dataBytes",
      (select count(*)::int from pg_stat_activity where backend_type = 'client backend' or backend_type is null and datname is not null) as "openConnections"
    from pg_class`)
  return rows[0] as Pick<ServerFacts, 'relationFiles' | 'tables' | 'dataBytes' | 'openConnections'>
}
