import assert from 'node:assert'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createArtifactStore, createModuleLoader, directorySource } from '@tenon/artifacts'
import { openDatabase } from '@tenon/database'
import { createHost, openAccess } from '@tenon/host'
import type { Host } from '@tenon/host'
import { createMigrator } from '@tenon/migrator'
import { systemClock } from '@tenon/model'
import type { ModuleLoader, TenantDatabase } from '@tenon/module-sdk/ports'
import { openRegistry } from '@tenon/registry'
import type { ModuleRegistry, PlanRequest } from '@tenon/registry'
import { createTestDatabase, writeReleases } from '@tenon/test-kit'
import { peerDirectories } from '../peer-directories.ts'
import { packStampingModules } from './stamping-modules.ts'
import type { Stamp } from './stamping-modules.ts'

/** A host of real parts with the stamping modules, and a way to move its tenants. */
export interface StampingHost {
  readonly host: Host
  readonly registry: ModuleRegistry
  /** Moves a tenant to a version of `stamp`, by upgrade or roll back. Rejects unless the move succeeded. */
  moveTo(tenantId: string, version: string): Promise<void>
  /** Every stamp of a tenant. */
  stamps(tenantId: string): Promise<readonly Stamp[]>
  close(): Promise<void>
}

/** What a measurement puts around the parts. */
export interface OpenStampingHostOptions {
  /** Tenants to create, each on `ask` 1.0.0 and `stamp` 1.2.0. */
  readonly tenants: readonly string[]
  /** A PostgreSQL server with the right to create databases. Default: that of the vitest project. */
  readonly serverUrl?: string
  /** Around what the registry writes through. Default: nothing. */
  readonly aroundDatabase?: (database: TenantDatabase) => TenantDatabase
  /** Around the loader of module code. Default: nothing. */
  readonly aroundLoader?: (loader: ModuleLoader) => ModuleLoader
}

const who = { actor: 'system', reason: 'flip' }

export async function openStampingHost({ tenants, serverUrl, aroundDatabase = (database) => database, aroundLoader = (loader) => loader }: OpenStampingHostOptions): Promise<StampingHost> {
  const test = await createTestDatabase(serverUrl === undefined ? {} : { serverUrl })
  const directory = await mkdtemp(join(tmpdir(), 'tenon-flip-'))
  await writeReleases(join(directory, 'releases'), await packStampingModules())
  const database = await openDatabase({ url: test.url })
  const store = createArtifactStore({ directory: join(directory, 'store'), sources: [directorySource(join(directory, 'releases'))], peers: peerDirectories() })
  const registry = await openRegistry({ database: aroundDatabase(database), artifacts: store, migrator: createMigrator(), clock: systemClock })
  const host = createHost({ registry, database, loader: aroundLoader(createModuleLoader({ store })), access: openAccess() })

  async function run(request: PlanRequest): Promise<void> {
    const plan = await registry.plan(request, who)
    const operation = await registry.apply(plan.id, who)
    assert.equal(operation.status, 'succeeded', JSON.stringify(operation.problem))
  }

  await registry.refreshCatalog()
  await registry.createOrganization({ id: 'flip', name: 'Flip' })
  for (const tenantId of tenants) {
    await registry.createTenant({ id: tenantId, name: tenantId, organizationId: 'flip' })
    await run({ kind: 'move', tenantId, targets: { stamp: '1.2.0', ask: '1.0.0' } })
  }
  await host.warm()

  return {
    host, registry,
    async moveTo(tenantId, version) {
      const now = registry.running(tenantId)?.lock.entries.find(({ module }) => module === 'stamp')?.version ?? '0.0.0'
      const back = now.localeCompare(version, 'en', { numeric: true }) > 0
      await run(back ? { kind: 'roll-back', tenantId, module: 'stamp', to: version } : { kind: 'move', tenantId, targets: { stamp: version } })
    },
    async stamps(tenantId) {
      const { rows } = await database.query<Stamp>(`select cause, code, data from "t_${tenantId}__stamp".stamp`)
      return rows
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
