import { isModuleName } from '@tenon/model'
import type { CatalogVersion, TenantChannels } from '@tenon/model'
import { versionNamed } from '../catalog/known-versions.ts'
import { registryErrors } from '../registry-errors.ts'
import { nowOf } from '../registry-parts.ts'
import type { RegistryParts } from '../registry-parts.ts'
import type { PromoteOptions, SetChannelOptions } from '../surface/channel-registry.ts'
import { insertChannelChange, selectChannels } from '../tables/channels.ts'
import { insertPromotion } from '../tables/promotions.ts'
import { selectTenant } from '../tables/tenants.ts'

/** Changes the channel of a tenant together with its history row; writes nothing when it is that already. @throws TENANT_UNKNOWN, ID_INVALID */
export async function setChannel(parts: RegistryParts, { tenantId, channel, actor, reason, ...of }: SetChannelOptions): Promise<TenantChannels> {
  const module = of.module ?? null
  if (module !== null && !isModuleName(module)) throw registryErrors.ID_INVALID({ kind: 'module', id: module })
  return parts.database.transaction(async (session) => {
    await selectTenant(session, tenantId)
    const before = await selectChannels(session, tenantId)
    const said = module === null ? before.all : (before.modules[module] ?? null)
    // There is nothing for all modules together to go back to but the default.
    const wanted = module === null ? (channel ?? 'stable') : channel
    if (said === wanted) return before
    await insertChannelChange(session, { tenantId, module, channel: wanted, actor, reason, createdAt: nowOf(parts) })
    return selectChannels(session, tenantId)
  })
}

/** Says who a version is meant for together with its history row. @throws MODULE_UNKNOWN, VERSION_UNKNOWN */
export function promote(parts: RegistryParts, { module, version, channel, actor, reason }: PromoteOptions): Promise<CatalogVersion> {
  return parts.database.transaction(async (session) => {
    const known = await versionNamed(session, module, version)
    if (known.channel === channel) return known
    await insertPromotion(session, { packageName: known.packageName, version, channel, actor, reason, createdAt: nowOf(parts) })
    return versionNamed(session, module, version)
  })
}
