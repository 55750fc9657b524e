import type { LockEntry, StoredArtifact } from '@tenon/model'
import type { ModuleDefinition } from '../module.ts'

/** A version whose bytes were verified and whose code runs in this process, once. */
export interface LoadedModule {
  readonly artifact: StoredArtifact
  readonly definition: ModuleDefinition
}

/**
 * Fetches, verifies and loads one version from its own directory. Implemented by `@tenon/artifacts`.
 * Concurrent calls for one version share the work; a version is imported once per process.
 */
export interface ModuleLoader {
  /**
   * @throws ARTIFACT_INTEGRITY_MISMATCH when a byte differs from the lock, MODULE_LOAD_FAILED when the
   * code does not load or is not the module the lock names. A refusal concerns this version alone.
   */
  load(entry: Pick<LockEntry, 'module' | 'packageName' | 'version' | 'integrity'>): Promise<LoadedModule>
}
