import type { SqlDatabase, SqlSession } from '@tenon/model'
import type { KnownHost } from '../surface/host-registry.ts'
import { instant } from './instant.ts'

/**
 * How long a host that is no longer announced counts as one that may still serve. Longer than a host needs to
 * notice that its connection is gone and to close its lanes.
 */
export const lostHostGraceMs = 3_000

interface HostRow extends Omit<KnownHost, 'isAnnounced'> {
  /** Milliseconds since it was found lost; null while it is not. */
  readonly lostForMs: number | null
}

/** Registers a host, or one that is back. Its announcement must hold already. */
export async function upsertHost(session: SqlSession, host: Omit<KnownHost, 'isAnnounced'>): Promise<void> {
  await session.query(
    'insert into tenon.host (id, label, version, started_at) values ($1, $2, $3, $4) on conflict (id) do update set lost_at = null',
    [host.id, host.label, host.version, host.startedAt],
  )
}

/** Forgets a host that serves no more. */
export async function deleteHost(session: SqlSession, hostId: string): Promise<void> {
  await session.query('delete from tenon.host where id = $1', [hostId])
}

/**
 * Every host that may be serving now: those announced, and those whose announcement went less than the grace ago.
 * Notes when one is first found lost, and deletes it once the grace is over. The server's clock alone counts.
 */
export async function selectHosts(database: SqlDatabase): Promise<readonly KnownHost[]> {
  const { rows } = await database.query<HostRow>(
    `select id, label, version, ${instant('started_at')} as "startedAt", (extract(epoch from clock_timestamp() - lost_at) * 1000)::double precision as "lostForMs" from tenon.host order by started_at, id`,
  )
  if (rows.length === 0) return []
  const announced = new Set(await database.announced(database, rows.map(({ id }) => id)))
  const idsOf = (fits: (row: HostRow) => boolean) => rows.filter(fits).map(({ id }) => id)
  await markHosts(database, 'clock_timestamp()', idsOf((row) => !announced.has(row.id) && row.lostForMs === null))
  await markHosts(database, 'null', idsOf((row) => announced.has(row.id) && row.lostForMs !== null))
  const forgotten = idsOf((row) => !announced.has(row.id) && (row.lostForMs ?? 0) > lostHostGraceMs)
  // One that came back meanwhile has cleared the mark and stays.
  if (forgotten.length > 0) await database.query('delete from tenon.host where id = any($1) and lost_at is not null', [forgotten])
  return rows.filter(({ id }) => !forgotten.includes(id)).map(({ lostForMs: _, ...host }) => ({ ...host, isAnnounced: announced.has(host.id) }))
}

async function markHosts(session: SqlSession, lostAt: 'clock_timestamp()' | 'null', ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await session.query(`update tenon.host set lost_at = ${lostAt} where id = any($1)`, [ids])
}
