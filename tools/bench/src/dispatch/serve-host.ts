import { createHost, openAccess } from '@tenon/host'
import { emptyLock } from '@tenon/model'
import type { LockEntry } from '@tenon/model'
import { defineManifest, defineModule } from '@tenon/module-sdk'
import type { ModuleDefinition, Scope } from '@tenon/module-sdk'
import { createRoutes, httpOf, z } from '@tenon/module-sdk/http'
import type { LoadedModule, ModuleLoader, TenantDatabase } from '@tenon/module-sdk/ports'
import type { ModuleRegistry, RunningTenant } from '@tenon/registry'
import { answerOf, modules, tenantIds, versions } from './bench-field.ts'
import { serveForked } from './bench-server.ts'

/** Ours: 1,000 tenants on 4 modules at 3 versions. What runs comes from memory here as it does in a real host, only the database behind it is left out. */
const instant = '2026-11-23T12:00:00.000Z'

function defineVersion(name: string): ModuleDefinition {
  const routes = createRoutes<Scope<never, unknown, never>>()
  routes.get('/v1/items/:sku', (context) => context.json(answerOf(context.env.scope.tenant.id, context.req.param('sku'))))
  const manifest = defineManifest({ name, title: name, description: name, permissions: {}, settings: z.object({}), events: {} })
  return defineModule(manifest, { database: () => { throw new TypeError('not used') }, http: httpOf(routes) })
}

const loader: ModuleLoader = {
  load: (entry) => {
    const definition = defineVersion(entry.module)
    const artifact = { ...entry, directory: '', manifest: {} as LoadedModule['artifact']['manifest'], openapi: {}, migrations: [] }
    return Promise.resolve({ artifact, definition })
  },
}

function entryOf(module: string, version: string): LockEntry {
  return { module, packageName: `@tenon/${module}`, version, integrity: `sha512-${module}-${version}`, dataVersion: 1, finalized: false, settingsRevision: 0, settingsSchema: '', grants: [] }
}

function runningTenant(id: string, index: number): RunningTenant {
  const entries = modules.map((module, offset) => entryOf(module, versions[(index + offset) % versions.length] ?? '1.0.0'))
  return { tenant: { id, name: id, organizationId: 'bench', clientType: 'standard', tags: [], createdAt: instant }, lock: { ...emptyLock(id, instant), revision: 1, entries }, settings: new Map(), providers: new Map() }
}

const tenants = new Map(tenantIds().map((id, index) => [id, runningTenant(id, index)]))
const doors: Partial<ModuleRegistry> = { running: (id) => tenants.get(id), allRunning: () => tenants.values(), onChange: () => () => {}, joinCutovers: () => () => {} }
const host = createHost({ registry: doors as ModuleRegistry, loader, database: {} as TenantDatabase, access: openAccess() })
await host.warm()
serveForked(host.fetch)
