import type { Organization, Tenant } from '@tenon/model'
import type { SettingsRevision } from '@tenon/registry'
import type { Report } from '../report.ts'
import { alignColumns, lineOf, renderTable } from './columns.ts'

/** Organizations, one row each. */
export function renderOrganizations(organizations: readonly Organization[]): Report {
  return {
    json: organizations,
    lines: organizations.map(({ id, name }) => lineOf(id, name)),
    page: (paint) => organizations.length === 0
      ? 'There are no organizations yet. Create one: tenon org create globex'
      : renderTable(['organization', 'name'], organizations.map(({ id, name }) => [paint.bold(id), name]), paint),
  }
}

/** Tenants, one row each. */
export function renderTenants(tenants: readonly Tenant[]): Report {
  return {
    json: tenants,
    lines: tenants.map((it) => lineOf(it.id, it.organizationId, it.clientType, it.tags.join(','), it.name)),
    page: (paint) => tenants.length === 0
      ? 'There are no tenants yet. Create one: tenon tenant create acme --organization globex'
      : renderTable(['tenant', 'name', 'organization', 'type', 'tags'], tenants.map((it) => [paint.bold(it.id), it.name, it.organizationId, it.clientType, it.tags.join(', ')]), paint),
  }
}

/** Something that was just created. */
export function renderCreated(what: 'organization' | 'tenant', created: Organization | Tenant): Report {
  return {
    json: created,
    lines: [lineOf(what, created.id, 'created')],
    page: (paint) => `${paint.bold(created.id)}   ${what} created   ${paint.dim(created.name)}`,
  }
}

/** Settings of one module for one tenant. */
export function renderSettings(settings: SettingsRevision): Report {
  const { tenantId, module, revision, values } = settings
  const pairs = Object.entries(values).map(([name, value]) => [name, JSON.stringify(value)] as const)
  return {
    json: settings,
    lines: pairs.map(([name, value]) => lineOf(tenantId, module, `${name}=${value}`)),
    page: (paint) => [
      `${paint.bold(tenantId)}   ${module} settings   ${paint.dim(revision === 0 ? 'all defaults' : `revision ${revision} by ${settings.actor}`)}`,
      ...alignColumns(pairs).map((line) => `  ${line}`),
    ].join('\n'),
  }
}
