import type { ArtifactStore, Clock, CreateId, ModuleMigrator } from '@tenon/model'
import type { TenantDatabase } from '@tenon/module-sdk/ports'
import type { ModuleRegistry } from './module-registry.ts'

/** The adapters and sources of time and ids a registry works with. */
export interface OpenRegistryOptions {
  readonly database: TenantDatabase
  readonly artifacts: ArtifactStore
  readonly migrator: ModuleMigrator
  readonly clock: Clock
  /** Default: a random, time-ordered id with the prefix. */
  readonly createId?: CreateId
}

export type OpenRegistry = (options: OpenRegistryOptions) => Promise<ModuleRegistry>
