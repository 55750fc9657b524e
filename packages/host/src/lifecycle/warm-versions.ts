import { isTenonError } from '@tenon/model'
import type { ModuleLog } from '@tenon/module-sdk'
import type { ModuleRegistry } from '@tenon/registry'
import type { HostedVersion, HostedVersions } from '../dispatch/hosted-versions.ts'
import { hostErrors } from '../errors/host-errors.ts'
import type { WarmReport } from '../host.ts'

/** Loads every version some lock names; one that is refused does not stop the others. */
export function warmVersions(registry: Pick<ModuleRegistry, 'allRunning'>, versions: HostedVersions) {
  let done = false
  return {
    isDone: () => done,
    async run(): Promise<WarmReport> {
      const locked = [...new Set([...registry.allRunning()].flatMap(({ lock }) => lock.entries.map(versions.of)))]
      const results = await Promise.all(locked.map((version) => tryToLoad(version, versions)))
      done = true
      const refused = results.filter((result) => result !== null)
      return { loaded: locked.length - refused.length, refused }
    },
  }
}

/** Loads what a changed lock names before the first call needs it. A refusal is told to that call. */
export function preloadOnChange(registry: Pick<ModuleRegistry, 'onChange' | 'running'>, versions: HostedVersions, log: ModuleLog): () => void {
  return registry.onChange((tenantId) => {
    for (const entry of registry.running(tenantId)?.lock.entries ?? []) {
      const version = versions.of(entry)
      if (version.loaded === null) void tryToLoad(version, versions).then((refused) => refused && log.error('a module version is refused', refused))
    }
  })
}

async function tryToLoad(version: HostedVersion, versions: HostedVersions): Promise<WarmReport['refused'][number] | null> {
  try {
    await versions.load(version)
    return null
  } catch (error) {
    const problem = isTenonError(error) ? error.problem : hostErrors.HOST_FAILED({}).problem
    return { module: version.key.module, version: version.key.version, problem }
  }
}
