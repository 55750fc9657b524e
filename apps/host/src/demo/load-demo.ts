import type { ModuleRegistry } from '@tenon/registry'
import { demoErrors } from './demo-errors.ts'
import { demoOrganizations, demoTenants } from './demo-tenants.ts'
import type { DemoTenant } from './demo-tenants.ts'
import { loadStock } from './load-stock.ts'
import { sellByMeasure } from './sell-by-measure.ts'

/** Where the demo goes. */
export interface LoadDemoOptions {
  readonly registry: ModuleRegistry
  readonly fetch: (request: Request) => Response | Promise<Response>
  /** Called after each tenant. */
  readonly onTenant: (tenant: DemoTenant, done: number, total: number) => void
}

/** The version tenants on 2.0.0 came from: they were loaded on it and moved up with their data, as customers are. */
const versionBefore: Readonly<Record<string, string>> = { '2.0.0': '1.2.0' }

const actor = 'system'

/** Loads organizations, tenants, pins, versions and stock. Idempotent: what is there already is left as it is. */
export async function loadDemo({ registry, fetch, onTenant }: LoadDemoOptions): Promise<void> {
  await registry.refreshCatalog()
  const organizations = new Set((await registry.listOrganizations()).map(({ id }) => id))
  for (const organization of demoOrganizations.filter(({ id }) => !organizations.has(id))) await registry.createOrganization(organization)
  const known = new Set((await registry.listTenants()).map(({ id }) => id))
  for (const [index, tenant] of demoTenants.entries()) {
    if (!known.has(tenant.id)) await createTenant(tenant, registry)
    await moveTo(tenant, versionBefore[tenant.version] ?? tenant.version, registry)
    await loadStock(tenant, fetch)
    const moved = await moveTo(tenant, tenant.version, registry)
    if (moved && tenant.version === '2.0.0') await sellByMeasure(tenant, fetch)
    onTenant(tenant, index + 1, demoTenants.length)
  }
}

async function createTenant({ id, name, organizationId, clientType, tags }: DemoTenant, registry: ModuleRegistry): Promise<void> {
  await registry.createTenant({ id, name, organizationId, clientType, tags })
}

/** Installs or upgrades, unless the tenant has been there before: true when it moved. The pin comes last: a pin selects, it moves nothing. */
async function moveTo(tenant: DemoTenant, version: string, registry: ModuleRegistry): Promise<boolean> {
  const history = await registry.history(tenant.id)
  if (history.some(({ entries }) => entries.some((entry) => entry.module === 'inventory' && entry.version === version))) return false
  const why = { actor, reason: version === tenant.version ? 'demo' : 'demo: where it came from' }
  const plan = await registry.plan({ kind: 'move', tenantId: tenant.id, targets: { inventory: version } }, why)
  const operation = await registry.apply(plan.id, why)
  if (operation.status !== 'succeeded') throw demoErrors.DEMO_REFUSED({ tenant: tenant.id, what: `move to inventory ${version}`, answer: operation.problem?.title ?? operation.status })
  if (version === tenant.version && tenant.pin !== null) await registry.setPin({ tenantId: tenant.id, module: 'inventory', actor, expiresAt: null, ...tenant.pin })
  return true
}
