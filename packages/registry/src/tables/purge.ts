import type { SqlSession } from '@tenon/model'

/** Removes deliveries of one tenant that ended before an instant (ISO 8601). */
export async function deleteEnded(session: SqlSession, tenantId: string, before: string): Promise<number> {
  const { rowCount } = await session.query("delete from tenon.delivery where tenant_id = $1 and state in ('done', 'skipped', 'discarded') and ended_at < $2", [tenantId, before])
  return rowCount
}

/** Removes events of the session's tenant that were published before an instant and have no delivery left. */
export async function deleteEvents(session: SqlSession, tenantId: string, before: string): Promise<number> {
  const { rowCount } = await session.query(
    `delete from tenon.outbox o where o.tenant_id = $1 and o.created_at < $2
     and not exists (select from tenon.delivery d where d.tenant_id = o.tenant_id and d.position = o.position)`,
    [tenantId, before],
  )
  return rowCount
}
