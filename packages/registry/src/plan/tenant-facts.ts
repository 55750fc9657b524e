import type { CatalogVersion, LedgerEntry, LockEntry, LockRevision, Pin, SqlSession, Tenant, TenantChannels } from '@tenon/model'
import { registryErrors } from '../registry-errors.ts'
import type { RegistryParts } from '../registry-parts.ts'
import { selectCatalogVersions } from '../tables/catalog.ts'
import { selectChannels } from '../tables/channels.ts'
import { selectCurrentLock } from '../tables/locks.ts'
import { selectPins } from '../tables/pins.ts'
import { selectTenant } from '../tables/tenants.ts'
import { querySource } from './planning-source.ts'
import type { PlanningSource } from './planning-source.ts'

/** The tenant a plan is made for, as its transaction sees it. */
export interface TenantFacts {
  readonly session: SqlSession
  readonly parts: RegistryParts
  readonly tenant: Tenant
  readonly lock: LockRevision
  readonly pins: readonly Pin[]
  readonly channels: TenantChannels
  readonly source: PlanningSource
}

/** @throws TENANT_UNKNOWN */
export async function readTenantFacts(session: SqlSession, parts: RegistryParts, tenantId: string): Promise<TenantFacts> {
  const tenant = await selectTenant(session, tenantId)
  return { session, parts, tenant, lock: await selectCurrentLock(session, tenant), pins: await selectPins(session, tenantId), channels: await selectChannels(session, tenantId), source: querySource(session, parts) }
}

/** The ledger inside the tenant's schema; empty when the module was never installed. */
export function readLedger({ source, tenant }: TenantFacts, module: string): Promise<readonly LedgerEntry[]> {
  return source.ledger(tenant.id, module)
}

/** What runs of one module. @throws MODULE_NOT_INSTALLED */
export function entryOf({ tenant, lock }: Pick<TenantFacts, 'tenant' | 'lock'>, module: string): LockEntry {
  const entry = lock.entries.find((candidate) => candidate.module === module)
  if (entry === undefined) throw registryErrors.MODULE_NOT_INSTALLED({ tenant: tenant.id, module })
  return entry
}

type ExactVersion = Pick<LockEntry, 'module' | 'packageName' | 'version' | 'integrity'>

/** The catalog's knowledge of an exact version, for planning. @throws VERSION_UNKNOWN */
export async function knownVersion({ source }: Pick<TenantFacts, 'source'>, entry: ExactVersion): Promise<CatalogVersion> {
  return sameBytes(entry, await source.versions([entry]))
}

/** The catalog's knowledge of an exact version. @throws VERSION_UNKNOWN */
export async function versionOf(session: SqlSession, entry: ExactVersion): Promise<CatalogVersion> {
  return sameBytes(entry, await selectCatalogVersions(session, [entry]))
}

function sameBytes(entry: ExactVersion, [version]: readonly CatalogVersion[]): CatalogVersion {
  if (version === undefined || version.integrity !== entry.integrity) throw registryErrors.VERSION_UNKNOWN({ module: entry.module, version: entry.version })
  return version
}
