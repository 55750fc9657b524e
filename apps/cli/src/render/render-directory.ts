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

/** Settings of one module for one tenant; those that nobody set are shown with their default. */
export function renderSettings(settings: SettingsRevision, defaults: Readonly<Record<string, unknown>> = {}): Report {
  const { tenantId, module, revision, values } = settings
  const rows = Object.entries({ ...defaults, ...values }).map(([name, value]) => [name, JSON.stringify(value), name in values ? '' : 'default'] as const)
  return {
    json: settings,
    lines: rows.map(([name, value, origin]) => lineOf(tenantId, module, `${name}=${value}`, origin)),
    page: (paint) => [
      `${paint.bold(tenantId)}   ${module} settings   ${paint.dim(revision === 0 ? 'all defaults' : `revision ${revision} by ${settings.actor}`)}`,
      ...alignColumns(rows.map(([name, value, origin]) => [name, value, paint.dim(origin)])).map((line) => `  ${line}`),
    ].join('\n'),
  }
}
