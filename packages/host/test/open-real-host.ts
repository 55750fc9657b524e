import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createArtifactStore, createModuleLoader, directorySource } from '@tenon/artifacts'
import { openDatabase } from '@tenon/database'
import { createHost, openAccess } from '@tenon/host'
import type { Host } from '@tenon/host'
import { createMigrator } from '@tenon/migrator'
import { systemClock } from '@tenon/model'
import { openRegistry } from '@tenon/registry'
import type { ModuleRegistry } from '@tenon/registry'
import { createTestDatabase } from '@tenon/test-kit'

/** A host made of real parts, with the released versions of inventory. */
export interface RealHost {
  readonly host: Host
  readonly registry: ModuleRegistry
  readonly storeDirectory: string
  /** Another host over the same registry and store, as after a restart. */
  reopen(): Host
  /** Creates the tenant when missing and moves it to a version of inventory. */
  moveTo(tenantId: string, version: string): Promise<void>
  call(path: string, init?: { readonly method?: string; readonly json?: unknown }): Promise<{ readonly status: number; readonly module: string | null; readonly body: Record<string, unknown> }>
  close(): Promise<void>
}

const releases = fileURLToPath(new URL('../../../releases', import.meta.url))
const who = { actor: 'user:dana', reason: 'test' }

export async function openRealHost(): Promise<RealHost> {
  const test = await createTestDatabase()
  const storeDirectory = await mkdtemp(join(tmpdir(), 'tenon-host-test-'))
  const database = await openDatabase({ url: test.url })
  const store = createArtifactStore({ directory: storeDirectory, sources: [directorySource(releases)], peers: { '@tenon/module-sdk': directoryOf('@tenon/module-sdk'), '@prisma/client': directoryOf('@prisma/client') } })
  const registry = await openRegistry({ database, artifacts: store, migrator: createMigrator(), clock: systemClock })
  const reopen = () => createHost({ registry, database, loader: createModuleLoader({ store }), access: openAccess() })
  const host = reopen()
  await registry.createOrganization({ id: 'org', name: 'Org' })
  return {
    host, registry, storeDirectory, reopen,
    async moveTo(tenantId, version) {
      const known = (await registry.listTenants()).some(({ id }) => id === tenantId)
      if (!known) await registry.createTenant({ id: tenantId, name: tenantId, organizationId: 'org' })
      const plan = await registry.plan({ kind: 'move', tenantId, targets: { inventory: version } }, who)
      const operation = await registry.apply(plan.id, who)
      if (operation.status !== 'succeeded') throw new TypeError(JSON.stringify(operation.problem))
    },
    async call(path, { method, json } = {}) {
      const init = json === undefined ? {} : { method: method ?? 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(json) }
      const response = await host.fetch(new Request(`http://localhost${path}`, init))
      return { status: response.status, module: response.headers.get('tenon-module'), body: (await response.json()) as Record<string, unknown> }
    },
    async close() {
      await host.close()
      await registry.close()
      await database.close()
      await test.close()
      await rm(storeDirectory, { recursive: true, force: true })
    },
  }
}

function directoryOf(packageName: string): string {
  return dirname(fileURLToPath(import.meta.resolve(`${packageName}/package.json`)))
}
