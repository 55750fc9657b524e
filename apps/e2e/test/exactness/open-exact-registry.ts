import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createArtifactStore, directorySource } from '@tenon/artifacts'
import { createMigrator } from '@tenon/migrator'
import type { ArtifactStore, Clock } from '@tenon/model'
import type { TenantDatabase } from '@tenon/module-sdk/ports'
import { openRegistry } from '@tenon/registry'
import type { ModuleRegistry, OpenRegistryOptions } from '@tenon/registry'

/** Over what a registry of the harness works. */
export interface OpenExactRegistryOptions extends Pick<OpenRegistryOptions, 'serves'> {
  readonly database: TenantDatabase
  /** Holds `releases` and the store. */
  readonly directory: string
  readonly clock: Clock
}

export async function openExactRegistry({ database, directory, clock, serves }: OpenExactRegistryOptions): Promise<{ readonly registry: ModuleRegistry; readonly store: ArtifactStore }> {
  const sdk = dirname(fileURLToPath(import.meta.resolve('@tenon/module-sdk/package.json')))
  const store = createArtifactStore({ directory: join(directory, 'store'), sources: [directorySource(join(directory, 'releases'))], peers: { '@tenon/module-sdk': sdk } })
  const registry = await openRegistry({ database, artifacts: store, migrator: createMigrator(), clock, ...(serves === undefined ? {} : { serves }) })
  return { registry, store }
}
