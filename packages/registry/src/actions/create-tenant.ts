import { emptyLock, isTenantId } from '@tenon/model'
import type { Organization, Tenant } from '@tenon/model'
import type { CreateTenantOptions } from '../surface/tenant-registry.ts'
import { registryErrors } from '../registry-errors.ts'
import { nowOf } from '../registry-parts.ts'
import type { RegistryParts } from '../registry-parts.ts'
import { insertOrganization, organizationExists } from '../tables/organizations.ts'
import { insertTraitChange } from '../tables/tenant-history.ts'
import { insertTenant, notifyTenant } from '../tables/tenants.ts'
import { traitsOf } from './change-tenant.ts'

const organizationIdPattern = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/

/** @throws ID_INVALID, ORGANIZATION_EXISTS */
export async function createOrganization(parts: RegistryParts, { id, name }: Pick<Organization, 'id' | 'name'>): Promise<Organization> {
  if (id.length > 40 || !organizationIdPattern.test(id)) throw registryErrors.ID_INVALID({ kind: 'organization', id })
  const organization: Organization = { id, name, createdAt: nowOf(parts) }
  if (!(await insertOrganization(parts.database, organization))) throw registryErrors.ORGANIZATION_EXISTS({ organization: id })
  return organization
}

/** A tenant without modules, together with its history row. @throws ID_INVALID, ORGANIZATION_UNKNOWN, TENANT_EXISTS */
export async function createTenant(parts: RegistryParts, options: CreateTenantOptions): Promise<Tenant> {
  const { id, name, organizationId, clientType = 'standard', tags = [], by = { actor: 'system', reason: 'created' } } = options
  if (!isTenantId(id)) throw registryErrors.ID_INVALID({ kind: 'tenant', id })
  const tenant: Tenant = { id, name, organizationId, clientType, tags: [...new Set(tags)].toSorted(), createdAt: nowOf(parts) }
  await parts.database.transaction(async (session) => {
    if (!(await organizationExists(session, organizationId))) throw registryErrors.ORGANIZATION_UNKNOWN({ organization: organizationId })
    if (!(await insertTenant(session, tenant))) throw registryErrors.TENANT_EXISTS({ tenant: id })
    await insertTraitChange(session, { tenantId: id, before: null, after: traitsOf(tenant), ...by, createdAt: tenant.createdAt })
    await notifyTenant(session, id)
  })
  parts.view.put({ tenant, lock: emptyLock(id, tenant.createdAt), settings: new Map(), providers: new Map() })
  return tenant
}
