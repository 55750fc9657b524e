import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createArtifactStore, directorySource } from '@tenon/artifacts'
import { openDatabase } from '@tenon/database'
import { createMigrator } from '@tenon/migrator'
import type { ArtifactStore } from '@tenon/model'
import type { TenantDatabase } from '@tenon/module-sdk/ports'
import { openRegistry } from '@tenon/registry'
import type { ModuleRegistry, OpenRegistryOptions } from '@tenon/registry'
import { createTestDatabase, fakeClock, packTestModule, writeReleases } from '@tenon/test-kit'
import type { FakeClock, PackedModule, TestMigration } from '@tenon/test-kit'

/** A registry over a database and a directory of releases of its own. */
export interface RegistryFixture {
  readonly registry: ModuleRegistry
  readonly database: TenantDatabase
  readonly artifacts: ArtifactStore
  readonly clock: FakeClock
  readonly databaseUrl: string
  /** Holds `releases` and `store`. */
  readonly directory: string
  /** Replaces what is published. */
  publish(modules: readonly PackedModule[]): Promise<void>
  /** Another registry on the same database, as a second host would open it. */
  openAnother(options?: Partial<OpenRegistryOptions>): Promise<ModuleRegistry>
  close(): Promise<void>
}

/** Who does things in tests. */
export const dana = { actor: 'cli:dana', reason: 'test' }

/** The migrations of the sample module: one more for each version. */
export const sampleMigrations: readonly TestMigration[] = [
  { phase: 'expand', up: `create table item (tenant_id text not null default nullif(current_setting('tenon.tenant_id', true), ''), sku text not null, primary key (tenant_id, sku));`, down: 'drop table item;' },
  { phase: 'expand', up: 'alter table item add column name text;', down: 'alter table item drop column name;' },
  { phase: 'contract', up: 'alter table item alter column name set not null;' },
]

const settings = { type: 'object', properties: { allowNegative: { type: 'boolean', default: false } } }

/** Versions 1.0.0, 1.1.0 and 2.0.0 of the sample module, with one, two and three migrations. */
export function packSamples(): Promise<readonly PackedModule[]> {
  return Promise.all([
    packTestModule({ version: '1.0.0', migrations: sampleMigrations.slice(0, 1), settings }),
    packTestModule({ version: '1.1.0', migrations: sampleMigrations.slice(0, 2), settings }),
    packTestModule({ version: '2.0.0', migrations: sampleMigrations, settings: { type: 'object', properties: { ...settings.properties, unit: { type: 'string', default: 'each' } } } }),
  ])
}

/** Opens a registry with an organization `umbrella` and a tenant `acme`. */
export async function openRegistryFixture(modules: readonly PackedModule[]): Promise<RegistryFixture> {
  const testDatabase = await createTestDatabase()
  const directory = await mkdtemp(join(tmpdir(), 'tenon-registry-'))
  await writeReleases(join(directory, 'releases'), modules)
  const database = await openDatabase({ url: testDatabase.url })
  const clock = fakeClock()
  const artifacts = openTestStore(directory)
  const registries: ModuleRegistry[] = []
  const openAnother = async (options: Partial<OpenRegistryOptions> = {}) => {
    const registry = await openRegistry({ database, artifacts, migrator: createMigrator(), clock, driftScanEveryMs: 'never', ...options })
    registries.push(registry)
    return registry
  }
  const registry = await openAnother()
  await registry.createOrganization({ id: 'umbrella', name: 'Umbrella' })
  await registry.createTenant({ id: 'acme', name: 'Acme', organizationId: 'umbrella' })
  return {
    registry, database, artifacts, clock, directory, databaseUrl: testDatabase.url, openAnother,
    publish: (published) => writeReleases(join(directory, 'releases'), published),
    async close() {
      await Promise.all(registries.map((opened) => opened.close()))
      await database.close()
      await testDatabase.close()
      await rm(directory, { recursive: true, force: true })
    },
  }
}

/** The artifact store over `releases` in a fixture's directory. */
export function openTestStore(directory: string): ArtifactStore {
  const sdk = dirname(fileURLToPath(import.meta.resolve('@tenon/module-sdk/package.json')))
  return createArtifactStore({ directory: join(directory, 'store'), sources: [directorySource(join(directory, 'releases'))], peers: { '@tenon/module-sdk': sdk } })
}

/** Plans a move of the sample module and applies it. */
export async function moveTo(registry: ModuleRegistry, range: string, tenantId = 'acme') {
  const plan = await registry.plan({ kind: 'move', tenantId, targets: { sample: range } }, dana)
  return registry.apply(plan.id, dana)
}
