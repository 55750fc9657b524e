import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createArtifactStore, directorySource, npmRegistrySource } from '@tenon/artifacts'
import { openDatabase } from '@tenon/database'
import { startEmbeddedPostgres } from '@tenon/database/embedded'
import { openWakeUps } from '@tenon/database/wake-ups'
import { createMigrator } from '@tenon/migrator'
import { systemClock } from '@tenon/model'
import type { ArtifactSource, ArtifactStore } from '@tenon/model'
import type { TenantDatabase } from '@tenon/module-sdk/ports'
import { openRegistry } from '@tenon/registry'
import type { ModuleRegistry, OpenRegistryOptions } from '@tenon/registry'
import type { HostConfig } from './config.ts'
import { developmentSource } from './development-source.ts'
import { readSupplyPolicy } from './supply-policy.ts'

/** What a host stands on, and what the command line opens when it goes round the host. */
export interface OpenParts {
  readonly database: TenantDatabase
  readonly store: ArtifactStore
  readonly registry: ModuleRegistry
}

/** Whether this process serves, what operators call it, and who keeps its embedded database. */
export interface OpenPartsAs extends Pick<OpenRegistryOptions, 'serves' | 'hostLabel'> {
  /** Starts the database of a directory elsewhere. Default: it belongs to this process. @returns its URL */
  readonly wantDatabase?: (directory: string) => Promise<string>
}

/**
 * Opens database, store and registry. What was opened is pushed on `closers`, to be closed in the
 * reverse order, also when a later part does not open.
 */
export async function openParts(config: HostConfig, closers: (() => Promise<unknown>)[], as: OpenPartsAs): Promise<OpenParts> {
  const { wantDatabase = (directory: string) => startDatabase(directory, closers), ...registryAs } = as
  const url = config.databaseUrl ?? (await wantDatabase(join(config.home, 'postgres')))
  const database = await openDatabase({ url, directUrl: config.databaseDirectUrl ?? url })
  closers.push(() => database.close())
  const { evidence, skewBudget } = await readSupplyPolicy(config.supplyPolicy)
  const store = createArtifactStore({ directory: join(config.home, 'store'), sources: await sourcesOf(config), peers: sharedPeers(), evidence })
  const wakeUps = as.serves === 'nobody' ? null : await openWakeUps({ url: config.databaseDirectUrl ?? url })
  if (wakeUps !== null) closers.push(() => wakeUps.close())
  const registry = await openRegistry({ database, artifacts: store, migrator: createMigrator(), clock: systemClock, skewBudget, approvals: config.approvals, ...(wakeUps !== null && { wakeUps }), ...registryAs })
  closers.push(() => registry.close())
  return { database, store, registry }
}

async function startDatabase(directory: string, closers: (() => Promise<unknown>)[]): Promise<string> {
  const server = await startEmbeddedPostgres({ directory })
  closers.push(() => server.stop())
  return server.url
}

async function sourcesOf(config: HostConfig): Promise<readonly ArtifactSource[]> {
  const directory = [
    ...(config.releases === null ? [] : [directorySource(config.releases)]),
    ...(config.devBuilds === null ? [] : [await developmentSource(config.devBuilds)]),
  ]
  if (config.packages.length === 0) return directory
  const configuration = { directory: process.cwd(), environment: process.env }
  return [...directory, npmRegistrySource({ packages: config.packages, configuration, ...(config.registry !== null && { registry: config.registry }) })]
}

/** The copies that all module versions share with the host: fifty versions, one SDK and one Prisma runtime. */
function sharedPeers(): Readonly<Record<string, string>> {
  const directoryOf = (name: string) => dirname(fileURLToPath(import.meta.resolve(`${name}/package.json`)))
  return { '@tenon/module-sdk': directoryOf('@tenon/module-sdk'), '@prisma/client': directoryOf('@prisma/client') }
}
