import type { LoadedModule, ModuleLoader, TenantDatabase } from '@tenon/module-sdk/ports'
import type { ModuleRegistry } from '@tenon/registry'

/** When commits were sent and when calls started, on one clock (`performance.now`). */
export interface LastStarts {
  readonly aroundDatabase: (database: TenantDatabase) => TenantDatabase
  readonly aroundLoader: (loader: ModuleLoader) => ModuleLoader
  /** Notes, from now on, when the commit was sent that each change of what runs came from. */
  watch(registry: ModuleRegistry): void
  /** When the commit of the last change was sent. */
  commitSentAt(): number
  /** When a call last started on a version; negative infinity when none has. */
  lastStart(version: string): number
}

/**
 * Looks at the two ends of a flip. The commit counts from when it is sent, which is before it happens: what
 * is measured is longer than what it stands for, never shorter. A start is the first line of module code.
 */
export function createLastStarts(): LastStarts {
  const starts = new Map<string, number>()
  let sentAt = 0
  let changeSentAt = 0
  return {
    aroundDatabase: (database) => new Proxy(database, {
      get(target, key) {
        if (key !== 'transaction') return bound(target, key)
        return (work: Parameters<TenantDatabase['transaction']>[0]) => target.transaction(async (session) => {
          const result = await work(session)
          sentAt = performance.now()
          return result
        })
      },
    }),
    aroundLoader: (loader) => ({ load: async (entry) => noting(await loader.load(entry), starts) }),
    watch: (registry) => void registry.onChange(() => { changeSentAt = sentAt }),
    commitSentAt: () => changeSentAt,
    lastStart: (version) => starts.get(version) ?? Number.NEGATIVE_INFINITY,
  }
}

function bound(target: object, key: string | symbol): unknown {
  const value: unknown = Reflect.get(target, key)
  return typeof value === 'function' ? (value.bind(target) as unknown) : value
}

function noting(loaded: LoadedModule, starts: Map<string, number>): LoadedModule {
  const { definition, artifact } = loaded
  const http: typeof definition.http = {
    document: (info) => definition.http.document(info),
    fetch(request, call) {
      starts.set(artifact.version, performance.now())
      return definition.http.fetch(request, call)
    },
  }
  return { ...loaded, definition: { ...definition, http } }
}
