import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createArtifactStore, createModuleLoader, directorySource } from '@tenon/artifacts'
import { openDatabase } from '@tenon/database'
import { createHost, openAccess } from '@tenon/host'
import type { Host, WorkOptions } from '@tenon/host'
import { createMigrator } from '@tenon/migrator'
import type { ArtifactStore, Clock } from '@tenon/model'
import type { TenantDatabase } from '@tenon/module-sdk/ports'
import { openRegistry } from '@tenon/registry'
import type { ModuleRegistry } from '@tenon/registry'
import { createTestDatabase, fakeClock, writeReleases } from '@tenon/test-kit'
import type { FakeClock, PackedModule } from '@tenon/test-kit'

/** One host with a database pool and a registry of its own, as in a process of its own. */
export interface WorkHost {
  readonly host: Host
  readonly registry: ModuleRegistry
  close(): Promise<void>
}

/** What a handler or timer of `ear` wrote down. */
export interface Stamp {
  readonly what: 'began' | 'heard' | 'nap'
  readonly id: string
  readonly key: string
  readonly payload: { readonly seq: number }
  readonly attempt: number
  /** Of the handler. */
  readonly version: string
  /** Of the publisher. */
  readonly by: string
}

/** Hosts over one database, with modules that publish and listen. */
export interface WorkHosts extends WorkHost {
  readonly clock: FakeClock
  readonly directory: string
  readonly databaseUrl: string
  readonly database: TenantDatabase
  openAnother(): Promise<WorkHost>
  move(tenantId: string, module: string, version: string): Promise<void>
  ring(tenantId: string, rings: readonly { readonly seq: number; readonly key?: string; readonly wait?: string }[], host?: Host): Promise<void>
  stamps(tenantId: string): Promise<readonly Stamp[]>
}

export const dana = { actor: 'user:dana', reason: 'test' }

/** Looks often: the tests hold the clock still and move it, and only looking takes real time. */
export const work: WorkOptions = { lookEveryMs: 50 }

export async function openWorkHosts(modules: readonly PackedModule[]): Promise<WorkHosts> {
  const test = await createTestDatabase()
  const directory = await mkdtemp(join(tmpdir(), 'tenon-work-'))
  await writeReleases(join(directory, 'releases'), modules)
  const clock = fakeClock(Date.now())
  const opened: WorkHost[] = []
  const openAnother = async () => {
    const one = await openWorkHost({ url: test.url, directory, clock })
    opened.push(one)
    return one
  }
  const first = await openAnother()
  const database = await openDatabase({ url: test.url })
  await first.registry.createOrganization({ id: 'org', name: 'Org' })
  return {
    ...first, clock, directory, databaseUrl: test.url, database, openAnother,
    move: (tenantId, module, version) => move(first.registry, tenantId, module, version),
    async ring(tenantId, rings, host = first.host) {
      const response = await host.fetch(new Request(`http://localhost/t/${tenantId}/bell/`, { method: 'POST', body: JSON.stringify(rings) }))
      if (!response.ok) throw new TypeError(await response.text())
    },
    async stamps(tenantId) {
      return database.transaction(async (session) => {
        await session.query("select set_config('tenon.tenant_id', $1, true)", [tenantId])
        const { rows } = await session.query<Stamp>(`select what, id, key, payload::jsonb as payload, attempt, version, by_version as by from t_${tenantId.replaceAll('-', '_')}__ear.stamp order by position`)
        return rows
      })
    },
    async close() {
      await Promise.all(opened.map((one) => one.close()))
      await database.close()
      await test.close()
      await rm(directory, { recursive: true, force: true })
    },
  }
}

/** Opens one host; used by the tests and by the process they kill. */
export async function openWorkHost({ url, directory, clock }: { readonly url: string; readonly directory: string; readonly clock: Clock }): Promise<WorkHost> {
  const database = await openDatabase({ url })
  const store = openStore(directory)
  const registry = await openRegistry({ database, artifacts: store, migrator: createMigrator(), clock })
  const host = createHost({ registry, database, loader: createModuleLoader({ store }), access: openAccess(), clock, work })
  let closed: Promise<void> | null = null
  const close = async () => {
    await host.close()
    await registry.close()
    await database.close()
  }
  return { host, registry, close: () => (closed ??= close()) }
}

export async function move(registry: ModuleRegistry, tenantId: string, module: string, version: string): Promise<void> {
  if (!(await registry.listTenants()).some(({ id }) => id === tenantId)) await registry.createTenant({ id: tenantId, name: tenantId, organizationId: 'org' })
  const plan = await registry.plan({ kind: 'move', tenantId, targets: { [module]: version } }, dana)
  const { status, problem } = await registry.apply(plan.id, dana)
  if (status !== 'succeeded') throw new TypeError(JSON.stringify(problem))
}

function openStore(directory: string): ArtifactStore {
  const sdk = dirname(fileURLToPath(import.meta.resolve('@tenon/module-sdk/package.json')))
  return createArtifactStore({ directory: join(directory, 'store'), sources: [directorySource(join(directory, 'releases'))], peers: { '@tenon/module-sdk': sdk } })
}
