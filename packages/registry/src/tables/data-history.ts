import type { SqlSession } from '@tenon/model'
import type { Actor } from '../surface/tenant-registry.ts'
import { instant } from './instant.ts'

/** Something a person had done to a module's data that writes no lock revision. */
export interface DataChange extends Actor {
  readonly tenantId: string
  readonly module: string
  readonly change: 'abandon' | 'restore-snapshot'
  /** What it came to: the migrations undone, or the schema that was written. */
  readonly details: Readonly<Record<string, unknown>>
  readonly createdAt: string
}

/** Appends to the history of what was done to data. */
export async function insertDataChange(session: SqlSession, { tenantId, module, change, details, actor, reason, createdAt }: DataChange): Promise<void> {
  await session.query(
    'insert into tenon.data_history (tenant_id, module, change, details, actor, reason, created_at) values ($1, $2, $3, $4::jsonb, $5, $6, $7)',
    [tenantId, module, change, JSON.stringify(details), actor, reason, createdAt],
  )
}

/** What was done to the data of one tenant, newest first. */
export async function selectDataHistory(session: SqlSession, tenantId: string): Promise<readonly DataChange[]> {
  const { rows } = await session.query<DataChange>(
    `select tenant_id as "tenantId", module, change, details, actor, reason, ${instant('created_at')} as "createdAt"
     from tenon.data_history where tenant_id = $1 order by created_at desc, position desc`,
    [tenantId],
  )
  return rows
}
