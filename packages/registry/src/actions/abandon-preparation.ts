import type { MigrationResult } from '@tenon/model'
import { targetOf } from '../operation/target-of.ts'
import type { RegistryParts } from '../registry-parts.ts'
import { selectCatalogVersions } from '../tables/catalog.ts'
import { selectCurrentLock } from '../tables/locks.ts'
import { lockTenant, selectTenant } from '../tables/tenants.ts'

/** Takes back what was prepared for a move of one module. The tenant's lock and version stay as they are. @throws TENANT_UNKNOWN, TENANT_BUSY */
export function abandonPreparation({ database, migrator }: RegistryParts, tenantId: string, module: string): Promise<MigrationResult> {
  return database.transaction(async (session) => {
    const tenant = await selectTenant(session, tenantId)
    await lockTenant(session, tenantId)
    // The version in force is what is left; without one, no table is.
    const inForce = (await selectCurrentLock(session, tenant)).entries.filter((entry) => entry.module === module)
    const [version] = await selectCatalogVersions(session, inForce)
    return migrator.abandon(session, targetOf(tenantId, module, version?.manifest))
  })
}
