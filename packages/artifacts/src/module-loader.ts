import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { ArtifactStore, LockEntry } from '@tenon/model'
import { isModuleDefinition } from '@tenon/module-sdk'
import type { ModuleDefinition } from '@tenon/module-sdk'
import type { LoadedModule, ModuleLoader } from '@tenon/module-sdk/ports'
import { artifactErrors } from './artifact-errors.ts'
import { shareParameterGraphs } from './share-parameter-graphs.ts'

/** What a loader loads from. */
export interface CreateModuleLoaderOptions {
  readonly store: ArtifactStore
}

type Entry = Pick<LockEntry, 'module' | 'packageName' | 'version' | 'integrity'>

/**
 * Loads module versions side by side, each once per process by one native `import()` from its own
 * directory. Every byte is verified right before the code runs. Callers at the same time share the
 * work; a refusal is not remembered, so a repaired version loads at the next call.
 */
export function createModuleLoader({ store }: CreateModuleLoaderOptions): ModuleLoader {
  const loaded = new Map<string, Promise<LoadedModule>>()
  shareParameterGraphs()

  async function loadOnce(entry: Entry, key: string): Promise<LoadedModule> {
    try {
      return await importModule(store, entry)
    } catch (error) {
      loaded.delete(key)
      throw error
    }
  }

  return {
    load(entry) {
      const key = `${entry.packageName}@${entry.version} ${entry.integrity} ${entry.module}`
      const loading = loaded.get(key) ?? loadOnce(entry, key)
      loaded.set(key, loading)
      return loading
    },
  }
}

async function importModule(store: ArtifactStore, entry: Entry): Promise<LoadedModule> {
  const artifact = await store.open(entry)
  if (artifact.module !== entry.module) throw failed(entry, `it is the module ${artifact.module}, the lock names ${entry.module}`)
  const definition = await importDefinition(entry, join(artifact.directory, 'dist', 'module.js'))
  if (definition.manifest.name !== entry.module) throw failed(entry, `its code is the module ${definition.manifest.name}`)
  return { artifact, definition }
}

async function importDefinition(entry: Entry, file: string): Promise<ModuleDefinition> {
  const namespace = await importNatively(file).catch((error: unknown) => {
    throw failed(entry, error instanceof Error ? error.message : String(error), error)
  })
  if (!isModuleDefinition(namespace.default)) throw failed(entry, 'its default export is not a module definition of a known API version')
  return namespace.default
}

async function importNatively(file: string): Promise<{ readonly default?: unknown }> {
  return (await import(pathToFileURL(file).href)) as { readonly default?: unknown }
}

function failed({ packageName, version }: Entry, reason: string, cause?: unknown) {
  return artifactErrors.MODULE_LOAD_FAILED({ packageName, version, reason }, { cause })
}
