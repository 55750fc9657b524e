import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createArtifactStore, createModuleLoader, directorySource } from '@tenon/artifacts'
import { openDatabase } from '@tenon/database'
import { startEmbeddedPostgres } from '@tenon/database/embedded'
import { createMigrator } from '@tenon/migrator'
import { schemaNameOf } from '@tenon/model'
import type { MigrationSource } from '@tenon/model'
import type { DatabaseAdapter } from '@tenon/module-sdk'
import type { TenantBinding, TenantDatabase } from '@tenon/module-sdk/ports'

/** As much of inventory's Prisma client as is measured. */
export interface InventoryClient {
  readonly item: { findUnique(query: object): Promise<{ readonly sku: string; readonly tenantId: string } | null> }
  $executeRawUnsafe(sql: string, ...values: readonly unknown[]): Promise<number>
  $transaction<Result>(work: (client: InventoryClient) => Promise<Result>): Promise<Result>
  $transaction(work: readonly PromiseLike<unknown>[]): Promise<readonly unknown[]>
}

/** What a process that reads needs to know. */
export interface FieldPlace {
  /** Superuser: sees every row of every schema. */
  readonly url: string
  /** A login that may read what the runtime role may, and is bound by row level security. */
  readonly appUrl: string
  readonly storeDirectory: string
}

/** One server with the newest inventory release installed for every tenant, and ten items in each. */
export interface IsolationField extends FieldPlace {
  readonly inventory: string
  close(): Promise<void>
}

export const tenantCount = 200
export const skusEach = 10
export const bindings: readonly TenantBinding[] = Array.from({ length: tenantCount }, (_, index) => ({ tenantId: `t${index}`, schema: schemaNameOf(`t${index}`, 'inventory') }))
const releases = fileURLToPath(new URL('../../../../releases', import.meta.url))
const appPassword = 'only-on-loopback'

/** Starts PostgreSQL 18 from npm with the settings every host gets, in a directory of its own. */
export async function openField(): Promise<IsolationField> {
  const directory = await mkdtemp(join(tmpdir(), 'tenon-bench-isolation-'))
  const server = await startEmbeddedPostgres({ directory: join(directory, 'postgres') })
  const close = () => server.stop().then(() => rm(directory, { recursive: true, force: true }))
  try {
    const storeDirectory = join(directory, 'store')
    const { artifact } = await loadInventory(storeDirectory)
    await withDatabase(server.url, (database) => install(database, artifact.migrations))
    const appUrl = new URL(server.url)
    appUrl.username = 'bench_app'
    appUrl.password = appPassword
    return { url: server.url, appUrl: appUrl.href, storeDirectory, inventory: artifact.version, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** What makes inventory's clients, from the store the field was installed from. */
export async function loadClientFactory(storeDirectory: string): Promise<(adapter: DatabaseAdapter) => InventoryClient> {
  const { definition } = await loadInventory(storeDirectory)
  return (adapter) => definition.database(adapter) as unknown as InventoryClient
}

async function loadInventory(directory: string) {
  const peer = (name: string) => dirname(fileURLToPath(import.meta.resolve(`${name}/package.json`)))
  const store = createArtifactStore({ directory, sources: [directorySource(releases)], peers: { '@tenon/module-sdk': peer('@tenon/module-sdk'), '@prisma/client': peer('@prisma/client') } })
  const { versions } = await store.readCatalog()
  const newest = versions.toSorted((a, b) => a.version.localeCompare(b.version, 'en', { numeric: true })).at(-1)
  if (newest === undefined) throw new TypeError(`${releases} holds no version of inventory`)
  return createModuleLoader({ store }).load(newest)
}

async function withDatabase(url: string, work: (database: TenantDatabase) => Promise<void>): Promise<void> {
  const database = await openDatabase({ url })
  try {
    await work(database)
  } finally {
    await database.close()
  }
}

async function install(database: TenantDatabase, migrations: readonly MigrationSource[]): Promise<void> {
  const migrator = createMigrator()
  for (const { tenantId, schema } of bindings) {
    await database.transaction(async (session) => {
      await migrator.up(session, { tenantId, module: 'inventory', schema }, { migrations, toDataVersion: 5 })
      await session.query(`select set_config('tenon.tenant_id', '${tenantId}', true)`)
      await session.query(`insert into "${schema}".item (sku, name, unit, created_at) select 'SKU-' || n, 'item ' || n, 'each', now() from generate_series(0, ${skusEach - 1}) n`)
    })
  }
  await database.session(async (session) => {
    await session.query('reset role')
    await session.query(`create role bench_app login password '${appPassword}' in role tenon_runtime`)
    await session.query('vacuum analyze')
  })
}
