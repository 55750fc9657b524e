import type { SqlSession, Tenant, TenantTraits } from '@tenon/model'
import { registryErrors } from '../registry-errors.ts'
import { instant } from './instant.ts'

const columns = `id, name, organization_id as "organizationId", client_type as "clientType", tags, ${instant('created_at')} as "createdAt"`

/** Adds a tenant; false when its id is taken. */
export async function insertTenant(session: SqlSession, tenant: Tenant): Promise<boolean> {
  const { rowCount } = await session.query(
    'insert into tenon.tenant (id, name, organization_id, client_type, tags, created_at) values ($1, $2, $3, $4, $5, $6) on conflict do nothing',
    [tenant.id, tenant.name, tenant.organizationId, tenant.clientType, tenant.tags, tenant.createdAt],
  )
  return rowCount === 1
}

/** All tenants by id, or those named. */
export async function selectTenants(session: SqlSession, ids: readonly string[] | null): Promise<readonly Tenant[]> {
  const { rows } = await session.query<Tenant>(`select ${columns} from tenon.tenant where $1::text[] is null or id = any($1) order by id`, [ids])
  return rows
}

/** One tenant. @throws TENANT_UNKNOWN */
export async function selectTenant(session: SqlSession, id: string): Promise<Tenant> {
  const [tenant] = await selectTenants(session, [id])
  if (tenant === undefined) throw registryErrors.TENANT_UNKNOWN({ tenant: id })
  return tenant
}

/** Waits until nobody else changes what a tenant is called and counted as, until the transaction ends. */
export async function lockTenantRow(session: SqlSession, id: string): Promise<void> {
  await session.query('select from tenon.tenant where id = $1 for no key update', [id])
}

/** Writes what a tenant is called and counted as. */
export async function updateTenant(session: SqlSession, id: string, { name, clientType, tags }: TenantTraits): Promise<void> {
  await session.query('update tenon.tenant set name = $2, client_type = $3, tags = $4 where id = $1', [id, name, clientType, tags])
}

/**
 * Takes the lock of one tenant until the transaction ends, so that its lock revision, data and
 * settings change in one place at a time, whichever process asks.
 * @throws TENANT_BUSY when somebody else holds it
 */
export async function lockTenant(session: SqlSession, tenantId: string): Promise<void> {
  if (!(await tryLockTenant(session, tenantId))) throw registryErrors.TENANT_BUSY({ tenant: tenantId })
}

/** Takes the lock of one tenant if nobody holds it; false when somebody does. */
export async function tryLockTenant(session: SqlSession, tenantId: string): Promise<boolean> {
  const { rows } = await session.query<{ taken: boolean }>("select pg_try_advisory_xact_lock(hashtextextended('tenon.tenant:' || $1::text, 0)) as taken", [tenantId])
  return rows[0]?.taken === true
}

/** Tells every host that what this tenant runs has changed; delivered when the transaction commits. */
export async function notifyTenant(session: SqlSession, tenantId: string): Promise<void> {
  await session.query("select pg_notify('tenon_lock', $1)", [tenantId])
}
