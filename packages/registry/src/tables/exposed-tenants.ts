import type { ClientType, LockEntry, Pin, SqlSession } from '@tenon/model'
import { instant } from './instant.ts'

/** A tenant that runs a module in question, with all that a way out rests on. */
export interface ExposedTenant {
  readonly tenantId: string
  readonly tenantName: string
  readonly organizationId: string
  readonly organizationName: string
  readonly clientType: ClientType
  readonly module: string
  readonly packageName: string
  readonly version: string
  /** Since when it runs this version without a break. */
  readonly since: string
  readonly entries: readonly LockEntry[]
  readonly pins: readonly Pin[]
}

/** Every tenant that runs one of these modules, a row for each, in one statement however many there are. Sorted by organization, tenant and module. */
export async function selectExposedTenants(session: SqlSession, modules: readonly string[]): Promise<readonly ExposedTenant[]> {
  const { rows } = await session.query<ExposedTenant>(
    `with now as (select distinct on (tenant_id) tenant_id, entries from tenon.lock_revision order by tenant_id, revision desc)
     select tenant.id as "tenantId", tenant.name as "tenantName", organization.id as "organizationId", organization.name as "organizationName", tenant.client_type as "clientType",
       entry ->> 'module' as module, entry ->> 'packageName' as "packageName", entry ->> 'version' as version, stretch.since, now.entries, pins.list as pins
     from now
     join tenon.tenant on tenant.id = now.tenant_id
     join tenon.organization on organization.id = tenant.organization_id
     cross join lateral jsonb_array_elements(now.entries) as entry
     cross join lateral (
       select ${instant('min(created_at)')} as since from tenon.lock_revision where tenant_id = tenant.id and revision > coalesce((
         select max(revision) from tenon.lock_revision other where other.tenant_id = tenant.id
           and not other.entries @> jsonb_build_array(jsonb_build_object('module', entry -> 'module', 'version', entry -> 'version'))), 0)
     ) stretch
     cross join lateral (
       select coalesce(jsonb_agg(jsonb_build_object('tenantId', tenant_id, 'module', module, 'range', range, 'owner', owner, 'reason', reason,
         'expiresAt', ${instant('expires_at')}, 'createdAt', ${instant('created_at')}) order by module), '[]') as list
       from tenon.pin where tenant_id = tenant.id
     ) pins
     where entry ->> 'module' = any($1) order by organization.id, tenant.id, module`,
    [modules],
  )
  return rows
}
