import type { ModuleRegistry, TenantStatus } from '@tenon/registry'

/** The status of one tenant. @throws TENANT_UNKNOWN */
export async function onlyTenant(registry: ModuleRegistry, tenantId: string): Promise<TenantStatus> {
  const [status] = await registry.status(tenantId)
  if (status !== undefined) return status
  const tenant = await registry.getTenant(tenantId)
  return { tenant, lock: await registry.getLock(tenantId), pins: await registry.listPins(tenantId), channels: await registry.getChannels(tenantId), lastOperation: null, attention: [] }
}
