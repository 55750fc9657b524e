import type { TenantTraits } from '@tenon/model'
import type { RegistryParts } from '../registry-parts.ts'
import { readRunning } from '../running/read-running.ts'
import { updateOrganization } from '../tables/organizations.ts'
import { notifyTenant, selectTenant, updateTenant } from '../tables/tenants.ts'

/** Another name, client type or other tags, known to every host at once. @throws TENANT_UNKNOWN */
export async function changeTenant(parts: RegistryParts, tenantId: string, traits: TenantTraits): Promise<void> {
  const running = await parts.database.transaction(async (session) => {
    await selectTenant(session, tenantId)
    await updateTenant(session, tenantId, traits)
    await notifyTenant(session, tenantId)
    return readRunning(session, [tenantId], parts.checkSettings)
  })
  for (const tenant of running) parts.view.put(tenant)
}

/** Another name for people to read. */
export async function renameOrganization({ database }: RegistryParts, organization: string, name: string): Promise<void> {
  await updateOrganization(database, { id: organization, name })
}
