import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createArtifactStore, createModuleLoader, directorySource, npmRegistrySource } from '@tenon/artifacts'
import { openDatabase } from '@tenon/database'
import { startEmbeddedPostgres } from '@tenon/database/embedded'
import { createHost, openAccess } from '@tenon/host'
import type { Host } from '@tenon/host'
import { createMigrator } from '@tenon/migrator'
import { systemClock } from '@tenon/model'
import type { ModuleLog } from '@tenon/module-sdk'
import { openRegistry } from '@tenon/registry'
import type { ModuleRegistry } from '@tenon/registry'
import type { HostConfig } from './config.ts'

/** Everything a running host is made of. */
export interface OpenHost {
  readonly host: Host
  readonly registry: ModuleRegistry
}

/**
 * The wiring: database, store, registry, host. What was opened is pushed on `closers`, to be closed
 * in the reverse order, also when a later part does not open.
 */
export async function openHost(config: HostConfig, log: ModuleLog, closers: (() => Promise<unknown>)[]): Promise<OpenHost> {
  const database = await openDatabase({ url: config.databaseUrl ?? (await startDatabase(config, closers)) })
  closers.push(() => database.close())
  const store = createArtifactStore({ directory: join(config.home, 'store'), sources: sourcesOf(config), peers: sharedPeers() })
  const registry = await openRegistry({ database, artifacts: store, migrator: createMigrator(), clock: systemClock })
  closers.push(() => registry.close())
  const host = createHost({
    registry, database, log,
    loader: createModuleLoader({ store }),
    access: openAccess(),
    apiPage: { readScript: () => readFile(fileURLToPath(import.meta.resolve('@scalar/api-reference/dist/browser/standalone.js'))) },
    bodyLimitBytes: config.bodyLimitBytes,
    tenantDomains: config.tenantDomains,
  })
  closers.push(() => host.close())
  return { host, registry }
}

async function startDatabase(config: HostConfig, closers: (() => Promise<unknown>)[]): Promise<string> {
  const server = await startEmbeddedPostgres({ directory: join(config.home, 'postgres') })
  closers.push(() => server.stop())
  return server.url
}

function sourcesOf(config: HostConfig) {
  const directory = config.releases === null ? [] : [directorySource(config.releases)]
  if (config.packages.length === 0) return directory
  const npmrc = [join(process.env['HOME'] ?? '', '.npmrc'), '.npmrc']
  return [...directory, npmRegistrySource({ packages: config.packages, npmrc, environment: process.env, ...(config.registry !== null && { registry: config.registry }) })]
}

/** The copies that all module versions share with the host: fifty versions, one SDK and one Prisma runtime. */
function sharedPeers(): Readonly<Record<string, string>> {
  const directoryOf = (name: string) => dirname(fileURLToPath(import.meta.resolve(`${name}/package.json`)))
  return { '@tenon/module-sdk': directoryOf('@tenon/module-sdk'), '@prisma/client': directoryOf('@prisma/client') }
}
