import { createOrganization, createTenant } from '../actions/create-tenant.ts'
import { removePin, setPin } from '../actions/set-pin.ts'
import { readSettings, writeSettings } from '../actions/write-settings.ts'
import type { RegistryParts } from '../registry-parts.ts'
import type { TenantRegistry } from '../surface/tenant-registry.ts'
import { selectOrganizations } from '../tables/organizations.ts'
import { selectPins } from '../tables/pins.ts'
import { selectTenant, selectTenants } from '../tables/tenants.ts'

export function tenantMethods(parts: RegistryParts): TenantRegistry {
  const { database } = parts
  return {
    createOrganization: (options) => createOrganization(parts, options),
    listOrganizations: () => selectOrganizations(database),
    createTenant: (options) => createTenant(parts, options),
    getTenant: (tenantId) => selectTenant(database, tenantId),
    listTenants: () => selectTenants(database, null),
    setPin: (options) => setPin(parts, options),
    removePin: (tenantId, module, actor) => removePin(parts, { tenantId, module }, actor),
    listPins: (tenantId) => selectPins(database, tenantId ?? null),
    writeSettings: (options) => writeSettings(parts, options),
    readSettings: (tenantId, module) => readSettings(parts, tenantId, module),
  }
}
