import { createRequire } from 'node:module'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createArtifactStore, createModuleLoader, directorySource } from '@tenon/artifacts'
import { openDatabase } from '@tenon/database'
import { createHost } from '@tenon/host'
import { createMigrator } from '@tenon/migrator'
import { openRegistry } from '@tenon/registry'
import { createTestDatabase } from '../create-test-database.ts'
import type { CreateTestDatabaseOptions, TestDatabase } from '../create-test-database.ts'
import { fakeClock } from '../fake-clock.ts'
import { writeReleases } from '../pack-test-module.ts'
import { chosenAccess } from './chosen-access.ts'
import { packWorkingCopy } from './pack-working-copy.ts'
import { pathOf, readMatrix } from './read-matrix.ts'
import type { ModulePlaces } from './read-matrix.ts'
import { testModuleOf } from './test-module-of.ts'
import type { TestModule } from './test-module.ts'

/** Which module to open, and from when on. */
export interface OpenTestModuleOptions extends ModulePlaces, CreateTestDatabaseOptions {
  /** Where the clock stands at first; default 2026-01-01T00:00:00Z. */
  readonly now?: number | string
}

/**
 * Opens a module as a host runs it: its folder is packed as it was built last, taken from a directory of releases, verified, loaded
 * and served, over a database of its own. Nothing runs by itself: events and timers begin with `host.start()`.
 *
 * @example
 * let billing: TestModule
 * beforeAll(async () => {
 *   billing = await openTestModule({ directory: new URL('..', import.meta.url) })
 *   await billing.addTenant('acme')
 * })
 * afterAll(() => billing.close())
 * it('keeps invoices', async () => {
 *   expect((await billing.call('acme', '/v1/invoices', { body: { number: '7' } })).status).toBe(201)
 * })
 * @throws MODULE_NOT_BUILT, TEST_SERVER_MISSING
 */
export async function openTestModule(options: OpenTestModuleOptions): Promise<TestModule> {
  const matrix = readMatrix(options)
  const directory = await mkdtemp(join(tmpdir(), 'tenon-module-'))
  const testDatabase = await createTestDatabase(options).catch((error: unknown) => rm(directory, { recursive: true, force: true }).then(() => { throw error }))
  const remove = () => removeAll(testDatabase, directory)
  try {
    await writeReleases(join(directory, 'working-copy'), [await packWorkingCopy(pathOf(options.directory), matrix.workingCopy)])
    return await openOn(options, { matrix, directory, testDatabase, remove })
  } catch (error) {
    await remove()
    throw error
  }
}

async function removeAll(testDatabase: TestDatabase, directory: string): Promise<void> {
  await testDatabase.close()
  await rm(directory, { recursive: true, force: true })
}

interface Ground {
  readonly matrix: TestModule['matrix']
  /** Holds the packed working copy; the store goes beside it. */
  readonly directory: string
  readonly testDatabase: TestDatabase
  readonly remove: () => Promise<void>
}

async function openOn(options: OpenTestModuleOptions, { matrix, directory, testDatabase, remove }: Ground): Promise<TestModule> {
  const clock = fakeClock(options.now)
  const access = chosenAccess()
  const released = options.releases === undefined ? [] : [directorySource(pathOf(options.releases))]
  const store = createArtifactStore({ directory: join(directory, 'store'), sources: [directorySource(join(directory, 'working-copy')), ...released], peers: peersOf(pathOf(options.directory)) })
  const database = await openDatabase({ url: testDatabase.url })
  const loader = createModuleLoader({ store })
  const registry = await openRegistry({ database, artifacts: store, migrator: createMigrator(), clock, driftScanEveryMs: 'never' })
  // Looking often takes real time only: the clock that says what is due stands still.
  const host = createHost({ registry, database, loader, access, clock, work: { lookEveryMs: 50 } })
  const close = async () => {
    await host.close()
    await registry.close()
    await database.close()
    await remove()
  }
  return testModuleOf({ matrix, clock, registry, host, database, store, loader, access, close })
}

/** What a host supplies to modules: its own SDK, and the Prisma client that the module was tested with, where it has one. */
function peersOf(directory: string): Readonly<Record<string, string>> {
  const sdk = dirname(fileURLToPath(import.meta.resolve('@tenon/module-sdk/package.json')))
  const prisma = findPackage(directory, '@prisma/client') ?? findPackage(import.meta.dirname, '@prisma/client')
  return { '@tenon/module-sdk': sdk, ...(prisma === null ? {} : { '@prisma/client': prisma }) }
}

function findPackage(from: string, name: string): string | null {
  try {
    return dirname(createRequire(join(from, 'package.json')).resolve(`${name}/package.json`))
  } catch {
    return null
  }
}
