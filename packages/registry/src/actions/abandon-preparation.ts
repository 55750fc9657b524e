import { schemaNameOf } from '@tenon/model'
import type { MigrationResult } from '@tenon/model'
import type { RegistryParts } from '../registry-parts.ts'
import { lockTenant, selectTenant } from '../tables/tenants.ts'

/** Takes back what was prepared for a move of one module. The tenant's lock and version stay as they are. @throws TENANT_UNKNOWN, TENANT_BUSY */
export function abandonPreparation({ database, migrator }: RegistryParts, tenantId: string, module: string): Promise<MigrationResult> {
  return database.transaction(async (session) => {
    await selectTenant(session, tenantId)
    await lockTenant(session, tenantId)
    return migrator.abandon(session, { tenantId, module, schema: schemaNameOf(tenantId, module) })
  })
}
