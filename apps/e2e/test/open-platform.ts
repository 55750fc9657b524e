import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createArtifactStore, createModuleLoader } from '@tenon/artifacts'
import { openDatabase } from '@tenon/database'
import { createHost, openAccess } from '@tenon/host'
import { createMigrator } from '@tenon/migrator'
import { systemClock } from '@tenon/model'
import type { ArtifactSource, Operation } from '@tenon/model'
import { openRegistry } from '@tenon/registry'
import type { ModuleRegistry, PlanRequest } from '@tenon/registry'
import { createTestDatabase } from '@tenon/test-kit'

/** What a call into a module answers. */
export interface Answer {
  readonly status: number
  /** `inventory@1.2.0` */
  readonly module: string | null
  readonly body: Record<string, unknown>
}

/** Every real part in one process, over one source of versions. */
export interface Platform {
  readonly registry: ModuleRegistry
  /** `GET` without a body, `POST` with one. */
  call(path: string, json?: unknown): Promise<Answer>
  createTenant(tenantId: string): Promise<void>
  /** Plans and applies; the operation is a value, failed or not. */
  move(request: PlanRequest): Promise<Operation>
  close(): Promise<void>
}

const dana = { actor: 'user:dana', reason: 'story' }

/** Opens database, store, registry and host as the host app does. */
export async function openPlatform(source: ArtifactSource): Promise<Platform> {
  const test = await createTestDatabase()
  const directory = await mkdtemp(join(tmpdir(), 'tenon-e2e-'))
  const database = await openDatabase({ url: test.url })
  const peers = { '@tenon/module-sdk': directoryOf('@tenon/module-sdk'), '@prisma/client': directoryOf('@prisma/client') }
  const store = createArtifactStore({ directory: join(directory, 'store'), sources: [source], peers })
  const registry = await openRegistry({ database, artifacts: store, migrator: createMigrator(), clock: systemClock })
  const host = createHost({ registry, database, loader: createModuleLoader({ store }), access: openAccess() })
  await registry.createOrganization({ id: 'umbrella', name: 'Umbrella' })
  return {
    registry,
    async call(path, json) {
      const init = json === undefined ? {} : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(json) }
      const response = await host.fetch(new Request(`http://localhost${path}`, init))
      return { status: response.status, module: response.headers.get('tenon-module'), body: (await response.json()) as Record<string, unknown> }
    },
    async createTenant(tenantId) {
      await registry.createTenant({ id: tenantId, name: tenantId, organizationId: 'umbrella' })
    },
    async move(request) {
      const plan = await registry.plan(request, dana)
      return registry.apply(plan.id, dana)
    },
    async close() {
      await host.close()
      await registry.close()
      await database.close()
      await test.close()
      await rm(directory, { recursive: true, force: true })
    },
  }
}

function directoryOf(packageName: string): string {
  return dirname(fileURLToPath(import.meta.resolve(`${packageName}/package.json`)))
}
