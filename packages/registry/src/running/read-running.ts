import { emptyLock } from '@tenon/model'
import type { CatalogVersion, LockRevision, SqlSession, Tenant } from '@tenon/model'
import type { RunningTenant } from '../surface/running-registry.ts'
import { selectCatalogVersions } from '../tables/catalog.ts'
import { selectCurrentLocks } from '../tables/locks.ts'
import { selectSettings } from '../tables/settings.ts'
import { selectTenants } from '../tables/tenants.ts'
import { interfaceProviders } from './interface-providers.ts'
import type { CheckSettings } from './settings-schema.ts'

/** Reads what tenants run, four statements however many there are. Call it inside a transaction: the four must agree. */
export async function readRunning(session: SqlSession, tenantIds: readonly string[] | null, check: CheckSettings): Promise<readonly RunningTenant[]> {
  const tenants = await selectTenants(session, tenantIds)
  const locks = new Map((await selectCurrentLocks(session, tenantIds)).map((lock) => [lock.tenantId, lock]))
  const states = tenants.map((tenant) => ({ tenant, lock: locks.get(tenant.id) ?? emptyLock(tenant.id, tenant.createdAt) }))
  return withSettings(session, states, check)
}

interface TenantLock {
  readonly tenant: Tenant
  readonly lock: LockRevision
}

async function withSettings(session: SqlSession, states: readonly TenantLock[], check: CheckSettings): Promise<readonly RunningTenant[]> {
  const entries = states.flatMap(({ tenant, lock }) => lock.entries.map((entry) => ({ tenantId: tenant.id, entry })))
  const versions = await versionsOf(session, entries.map(({ entry }) => entry))
  const keys = entries.map(({ tenantId, entry }) => ({ tenantId, module: entry.module, revision: entry.settingsRevision }))
  const rows = await selectSettings(session, keys.filter(({ revision }) => revision > 0))
  const values = new Map(rows.map((row) => [`${row.tenantId} ${row.module}`, row.values]))
  return states.map(({ tenant, lock }) => ({
    tenant,
    lock,
    settings: new Map(lock.entries.flatMap((entry) => {
      const version = versions.get(`${entry.packageName}@${entry.version}`)
      return version === undefined ? [] : [[entry.module, check(version, values.get(`${tenant.id} ${entry.module}`) ?? {}).values] as const]
    })),
    providers: interfaceProviders(lock.entries.flatMap((entry) => versions.get(`${entry.packageName}@${entry.version}`) ?? [])),
  }))
}

async function versionsOf(session: SqlSession, entries: readonly Pick<CatalogVersion, 'packageName' | 'version'>[]): Promise<ReadonlyMap<string, CatalogVersion>> {
  const distinct = new Map(entries.map((entry) => [`${entry.packageName}@${entry.version}`, entry]))
  const versions = await selectCatalogVersions(session, [...distinct.values()])
  return new Map(versions.map((version) => [`${version.packageName}@${version.version}`, version]))
}
