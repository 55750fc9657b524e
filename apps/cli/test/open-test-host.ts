import { mkdtemp, rm } from 'node:fs/promises'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createAdaptorServer } from '@hono/node-server'
import { createArtifactStore, createModuleLoader, directorySource } from '@tenon/artifacts'
import { openDatabase } from '@tenon/database'
import { createHost, openAccess } from '@tenon/host'
import { createMigrator } from '@tenon/migrator'
import { systemClock } from '@tenon/model'
import { openRegistry } from '@tenon/registry'
import type { ModuleRegistry } from '@tenon/registry'
import { createTestDatabase } from '@tenon/test-kit'

/** A host of real parts on a port of its own. */
export interface TestHost {
  readonly url: string
  readonly databaseUrl: string
  readonly registry: ModuleRegistry
  close(): Promise<void>
}

/** Starts a host over a fresh database and a directory of releases, its catalog read. */
export async function openTestHost(releases: string): Promise<TestHost> {
  const directory = await mkdtemp(join(tmpdir(), 'tenon-cli-'))
  const { url: databaseUrl, close: dropDatabase } = await createTestDatabase()
  const database = await openDatabase({ url: databaseUrl })
  const artifacts = createArtifactStore({ directory: join(directory, 'store'), sources: [directorySource(releases)], peers: sharedPeers() })
  const registry = await openRegistry({ database, artifacts, migrator: createMigrator(), clock: systemClock })
  await registry.refreshCatalog()
  const host = createHost({ registry, database, loader: createModuleLoader({ store: artifacts }), access: openAccess() })
  const server = createAdaptorServer({ fetch: (request) => host.fetch(request) }) as Server
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    databaseUrl,
    registry,
    async close() {
      server.close()
      server.closeAllConnections()
      await host.close()
      await registry.close()
      await database.close()
      await dropDatabase()
      await rm(directory, { recursive: true, force: true })
    },
  }
}

function sharedPeers(): Readonly<Record<string, string>> {
  const directoryOf = (name: string) => dirname(fileURLToPath(import.meta.resolve(`${name}/package.json`)))
  return { '@tenon/module-sdk': directoryOf('@tenon/module-sdk'), '@prisma/client': directoryOf('@prisma/client') }
}
