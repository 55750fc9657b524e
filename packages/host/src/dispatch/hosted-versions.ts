import type { Clock, LockEntry, Problem } from '@tenon/model'
import { isTenonError } from '@tenon/model'
import type { LoadedModule, ModuleLoader } from '@tenon/module-sdk/ports'
import { hostErrors } from '../errors/host-errors.ts'
import type { VersionMemory } from '../watch/memory/memory-watch.ts'
import { RunningMark } from '../watch/running-mark.ts'
import { createWatchCells } from '../watch/watch-cells.ts'
import type { CallCause } from './call-cause.ts'
import { createVersionUse } from './guard/version-use.ts'
import type { VersionUse } from './guard/version-use.ts'

/** What a lock entry says of the code it names. */
export type VersionKey = Pick<LockEntry, 'module' | 'packageName' | 'version' | 'integrity'>

/** One module version in this process. Mutable: counted up and down on every call. */
export interface HostedVersion {
  readonly key: VersionKey
  /** From 1, in the order in which they were seen: how the watching thread knows it. */
  readonly number: number
  /** Where the start and the return of its calls are noted. One for all versions of a host. */
  readonly mark: RunningMark
  /** `inventory@1.2.0`: the value of the `tenon-module` header. */
  readonly label: string
  /** How it is used, and whether it is cut off. */
  readonly use: VersionUse
  loaded: LoadedModule | null
  /** Calls now running on it, by what caused them. */
  readonly calls: Record<CallCause, number>
  /** Those of them whose time is up and that have not ended. */
  overdue: number
  /** Why its code does not run here, and since when. */
  refusal: { readonly problem: Problem; readonly at: number } | null
  loading: Promise<LoadedModule> | null
  /** What it did to the process it runs in. */
  readonly trouble: VersionTrouble
  /** What lives of what it made, after the last full collection; null: nobody watches, or there was none yet. */
  memory: VersionMemory | null
}

/** What a version did to the process around it. Mutable: counted up. */
export interface VersionTrouble {
  /** How often its code kept the event loop from turning. */
  blocks: number
  longestBlockMs: number
  /** Promises of its code that were rejected while nobody listened. */
  unhandledRejections: number
  /** Errors of its code that nobody caught. */
  uncaughtExceptions: number
  /** Calls that had not ended when their time was up. */
  timedOutCalls: number
}

/** How long a refusal stands before the next call tries to load again: an operator may have restored the artifact. */
const refusalMs = 5_000

/** The versions this process has loaded or tried to. */
export interface HostedVersions {
  /** The version of a lock entry; made on first sight, nothing is loaded. */
  of(key: VersionKey): HostedVersion
  /** Loads its code once. @throws MODULE_VERSION_REFUSED */
  load(version: HostedVersion): Promise<LoadedModule>
  all(): Iterable<HostedVersion>
}

/** An empty table of versions over a loader. */
export function createHostedVersions(loader: ModuleLoader, clock: Clock, mark = new RunningMark(createWatchCells())): HostedVersions {
  const versions = new Map<string, HostedVersion>()
  return {
    all: () => versions.values(),
    of(key) {
      const id = `${key.packageName}@${key.version}#${key.integrity}`
      const version = versions.get(id) ?? hostedVersion(key, versions.size + 1, mark)
      versions.set(id, version)
      return version
    },
    async load(version) {
      if (version.loaded !== null) return version.loaded
      if (version.refusal !== null && clock.now() - version.refusal.at < refusalMs) throw refusalOf(version, version.refusal.problem.title)
      version.loading ??= loader.load(version.key).finally(() => { version.loading = null })
      try {
        version.loaded = await version.loading
        version.refusal = null
        return version.loaded
      } catch (error) {
        const refused = refusalOf(version, isTenonError(error) ? error.problem.title : 'its code did not load.', error)
        version.refusal = { problem: isTenonError(error) ? error.problem : refused.problem, at: clock.now() }
        throw refused
      }
    },
  }
}

function hostedVersion(key: VersionKey, number: number, mark: RunningMark): HostedVersion {
  const trouble = { blocks: 0, longestBlockMs: 0, unhandledRejections: 0, uncaughtExceptions: 0, timedOutCalls: 0 }
  return { key, number, mark, trouble, label: `${key.module}@${key.version}`, use: createVersionUse(key), loaded: null, calls: { http: 0, event: 0, timer: 0, call: 0 }, overdue: 0, memory: null, refusal: null, loading: null }
}

function refusalOf(version: HostedVersion, reason: string, cause?: unknown) {
  return hostErrors.MODULE_VERSION_REFUSED({ module: version.key.module, version: version.key.version, reason }, { cause })
}
