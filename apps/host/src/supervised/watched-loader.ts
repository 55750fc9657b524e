import type { BarredVersion } from '@tenon/host'
import type { LoadedModule, ModuleLoader } from '@tenon/module-sdk/ports'
import type { NamedVersion } from '../supervisor/messages.ts'
import { loadErrors } from './load-errors.ts'

/** What the loader of a supervised host works with. */
export interface WatchedLoaderOptions {
  readonly loader: ModuleLoader
  readonly barred: readonly BarredVersion[]
  readonly oneAtATime: boolean
  /** Told before a version's code runs and after: whoever hears no second word knows what ended the host. */
  readonly tell: (kind: 'loading' | 'loaded', version: NamedVersion) => void
}

type Entry = Parameters<ModuleLoader['load']>[0]

/**
 * A loader that says what it loads, so that a version which ends the process, or never comes back, can
 * be named by the supervisor and barred from the next host. A barred version is refused with
 * MODULE_VERSION_BARRED before a byte of it is read.
 */
export function watchedLoader({ loader, barred, oneAtATime, tell }: WatchedLoaderOptions): ModuleLoader {
  const reasons = new Map(barred.map(({ key, reason }) => [key, reason]))
  let line: Promise<unknown> = Promise.resolve()

  async function load(entry: Entry): Promise<LoadedModule> {
    const version = namedVersion(entry)
    tell('loading', version)
    try {
      return await loader.load(entry)
    } finally {
      tell('loaded', version)
    }
  }

  return {
    load(entry) {
      const reason = reasons.get(namedVersion(entry).key)
      if (reason !== undefined) return Promise.reject(loadErrors.MODULE_VERSION_BARRED({ module: entry.module, version: entry.version, reason }))
      if (!oneAtATime) return load(entry)
      const turn = line.then(() => load(entry))
      line = turn.catch(() => undefined)
      return turn
    },
  }
}

function namedVersion({ module, packageName, version, integrity }: Entry): NamedVersion {
  return { key: `${packageName}@${version}#${integrity}`, label: `${module}@${version}` }
}
