import type { SqlSession } from '@tenon/model'
import type { PublishedEvent } from '../surface/event-registry.ts'
import { instant } from './instant.ts'

/** Sets the tenant of this transaction: the outbox shows its rows to nobody else, not even to their owner. */
export async function setSessionTenant(session: SqlSession, tenantId: string): Promise<void> {
  await session.query("select set_config('tenon.tenant_id', $1, true)", [tenantId])
}

/** Events of the session's tenant, newest first. */
export async function selectEvents(session: SqlSession, limit: number): Promise<readonly PublishedEvent[]> {
  const { rows } = await session.query<PublishedEvent>(
    `select id, tenant_id as "tenantId", module, version, name, coalesce(key, name) as key, payload, ${instant('created_at')} as "createdAt" from tenon.outbox order by position desc limit $1`,
    [limit],
  )
  return rows
}
