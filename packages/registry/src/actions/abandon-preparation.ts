import type { MigrationResult } from '@tenon/model'
import type { Actor } from '../surface/tenant-registry.ts'
import { targetOf } from '../operation/target-of.ts'
import { nowOf } from '../registry-parts.ts'
import type { RegistryParts } from '../registry-parts.ts'
import { selectCatalogVersions } from '../tables/catalog.ts'
import { insertDataChange } from '../tables/data-history.ts'
import { selectCurrentLock } from '../tables/locks.ts'
import { lockTenant, selectTenant } from '../tables/tenants.ts'

/**
 * Takes back what was prepared for a move of one module, together with its history row. The tenant's lock and version
 * stay as they are, so that the plan it was prepared for still applies. @throws TENANT_UNKNOWN, TENANT_BUSY
 */
export function abandonPreparation(parts: RegistryParts, of: { readonly tenantId: string; readonly module: string }, actor: Actor): Promise<MigrationResult> {
  return parts.database.transaction(async (session) => {
    const tenant = await selectTenant(session, of.tenantId)
    await lockTenant(session, of.tenantId)
    // The version in force is what is left; without one, no table is.
    const inForce = (await selectCurrentLock(session, tenant)).entries.filter((entry) => entry.module === of.module)
    const [version] = await selectCatalogVersions(session, inForce)
    const result = await parts.migrator.abandon(session, targetOf(of.tenantId, of.module, version?.manifest))
    await insertDataChange(session, { ...of, ...actor, change: 'abandon', details: { migrations: result.applied }, createdAt: nowOf(parts) })
    return result
  })
}
