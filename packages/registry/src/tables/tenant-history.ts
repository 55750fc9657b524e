import type { SqlSession, TenantTraits } from '@tenon/model'
import type { Actor } from '../surface/tenant-registry.ts'
import { instant } from './instant.ts'

/** What a tenant was called and counted as, before and after somebody changed it. */
export interface TraitChange extends Actor {
  readonly tenantId: string
  /** Null: the tenant is new. */
  readonly before: TenantTraits | null
  readonly after: TenantTraits
  readonly createdAt: string
}

/** Appends to the history of a tenant's name, client type and tags. */
export async function insertTraitChange(session: SqlSession, { tenantId, before, after, actor, reason, createdAt }: TraitChange): Promise<void> {
  await session.query(
    'insert into tenon.tenant_history (tenant_id, before, after, actor, reason, created_at) values ($1, $2::jsonb, $3::jsonb, $4, $5, $6)',
    [tenantId, before === null ? null : JSON.stringify(before), JSON.stringify(after), actor, reason, createdAt],
  )
}

/** Every change of name, client type and tags of one tenant, newest first. */
export async function selectTraitHistory(session: SqlSession, tenantId: string): Promise<readonly TraitChange[]> {
  const { rows } = await session.query<TraitChange>(
    `select tenant_id as "tenantId", before, after, actor, reason, ${instant('created_at')} as "createdAt"
     from tenon.tenant_history where tenant_id = $1 order by created_at desc, position desc`,
    [tenantId],
  )
  return rows
}
