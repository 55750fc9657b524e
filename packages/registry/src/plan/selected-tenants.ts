import type { SqlSession, Tenant, TenantSelection } from '@tenon/model'
import { registryErrors } from '../registry-errors.ts'
import { selectTenants } from '../tables/tenants.ts'

/** The tenants meant, by id, each once. @throws SELECTION_EMPTY, TENANT_UNKNOWN */
export async function selectedTenants(session: SqlSession, selection: TenantSelection): Promise<readonly Tenant[]> {
  const tenants = (await selectTenants(session, selection.kind === 'tenants' ? selection.ids : null)).filter((tenant) => isMeant(tenant, selection))
  if (selection.kind === 'tenants') assertKnown(selection.ids, tenants)
  if (tenants.length === 0) throw registryErrors.SELECTION_EMPTY({ selection: inWords(selection) })
  return tenants
}

function isMeant({ tags, clientType }: Tenant, selection: TenantSelection): boolean {
  switch (selection.kind) {
    case 'all':
    case 'tenants':
      return true
    case 'tag':
      return tags.includes(selection.tag)
    case 'client-type':
      return clientType === selection.clientType
    default:
      return selection satisfies never
  }
}

function assertKnown(ids: readonly string[], tenants: readonly Tenant[]): void {
  const missing = ids.find((id) => !tenants.some((tenant) => tenant.id === id))
  if (missing !== undefined) throw registryErrors.TENANT_UNKNOWN({ tenant: missing })
}

function inWords(selection: TenantSelection): string {
  switch (selection.kind) {
    case 'all':
      return 'all tenants: there is none'
    case 'tenants':
      return 'a list without ids'
    case 'tag':
      return `the tag "${selection.tag}"`
    case 'client-type':
      return `the client type "${selection.clientType}"`
    default:
      return selection satisfies never
  }
}
