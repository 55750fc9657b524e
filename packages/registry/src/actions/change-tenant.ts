import { canonicalJson } from '@tenon/model'
import type { Tenant, TenantTraits } from '@tenon/model'
import { nowOf } from '../registry-parts.ts'
import type { RegistryParts } from '../registry-parts.ts'
import { readRunning } from '../running/read-running.ts'
import type { Actor } from '../surface/tenant-registry.ts'
import { updateOrganization } from '../tables/organizations.ts'
import { insertTraitChange } from '../tables/tenant-history.ts'
import { lockTenantRow, notifyTenant, selectTenant, updateTenant } from '../tables/tenants.ts'

/** What is changed, by whom and why. */
export interface ChangeTenantOptions extends Actor {
  readonly tenantId: string
  readonly traits: TenantTraits
}

/** Another name, client type or other tags, together with the history row. Hosts follow by notification; nothing is written when it is so already. @throws TENANT_UNKNOWN */
export async function changeTenant(parts: RegistryParts, { tenantId, traits, actor, reason }: ChangeTenantOptions): Promise<void> {
  const after = { name: traits.name, clientType: traits.clientType, tags: [...new Set(traits.tags)].toSorted() }
  const running = await parts.database.transaction(async (session) => {
    // Two changes at once would both say that they changed the same.
    await lockTenantRow(session, tenantId)
    const before = traitsOf(await selectTenant(session, tenantId))
    if (canonicalJson(before) === canonicalJson(after)) return []
    await updateTenant(session, tenantId, after)
    await insertTraitChange(session, { tenantId, before, after, actor, reason, createdAt: nowOf(parts) })
    await notifyTenant(session, tenantId)
    return readRunning(session, [tenantId], parts.checkSettings)
  })
  for (const tenant of running) parts.view.put(tenant)
}

/** What a tenant is called and counted as. */
export function traitsOf({ name, clientType, tags }: Tenant): TenantTraits {
  return { name, clientType, tags }
}

/** Another name for people to read. */
export async function renameOrganization({ database }: RegistryParts, organization: string, name: string): Promise<void> {
  await updateOrganization(database, { id: organization, name })
}
