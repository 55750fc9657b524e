import type { Clock } from '@tenon/model'
import type { ModuleLog } from '@tenon/module-sdk'
import type { HostedVersion } from '../dispatch/hosted-versions.ts'
import type { BlockEvidence } from './block-evidence.ts'
import { verdictOf } from './block-verdict.ts'
import { defaultCutOffPolicy, noteStandstill } from './cut-off-policy.ts'
import type { CutOffPolicy } from './cut-off-policy.ts'
import { describeFrame } from './describe-frame.ts'
import { createMemoryWatch } from './memory/memory-watch.ts'
import type { HostMemory, MemoryWatchOptions } from './memory/memory-watch.ts'
import { framesOfStack } from './stack-frames.ts'
import { createVersionPlaces } from './version-places.ts'
import { watchEventLoop } from './watch-event-loop.ts'

/** How the event loop is watched. */
export interface WatchOptions {
  /** How long it may stand still before somebody looks who is to blame. Default 250 ms; 0: nobody looks. */
  readonly blockedMs?: number
  /** Told of each standstill, once the event loop turns again. */
  readonly onBlocked?: (event: BlockedEvent) => void
  /** When a version is cut off for it: for a while its calls are turned away. Default: 30 s after the third time within a minute. */
  readonly cutOff?: Partial<CutOffPolicy>
  /** Name versions that keep more and more memory. Default: nobody looks at memory. */
  readonly memory?: MemoryWatchOptions
}

/** The event loop stood still. */
export interface BlockedEvent {
  readonly blockedMs: number
  /** Who it was; null: the host itself, or a library that no version called. */
  readonly version: BlamedVersion | null
  /** False: likely, not proven. Nothing is counted against the version then. */
  readonly certain: boolean
  /** Where, such as `priceList (file:///.../module.js:12)`. */
  readonly where: string | null
}

/** A version as it is blamed. */
export interface BlamedVersion {
  readonly module: string
  readonly version: string
  readonly integrity: string
}

/** What befell the process: a promise rejected while nobody listened, or an error that nobody caught. */
export type ProcessFault = 'unhandledRejections' | 'uncaughtExceptions'

/** Who is to blame for what befalls the process. */
export interface VersionWatch {
  /** Begins to watch event loop and memory, as far as that is wanted. Idempotent. */
  start(): void
  stop(): void
  blame(error: unknown, fault: ProcessFault): BlamedVersion | null
  /** What the process holds now, and what of it the versions made, as far as somebody watches. */
  memory(): HostMemory
}

/** What a watch stands on. */
export interface CreateVersionWatchOptions {
  readonly versions: { all(): Iterable<HostedVersion> }
  readonly cells: Int32Array
  readonly log: ModuleLog
  readonly options: WatchOptions | undefined
  readonly clock: Clock
  /** Cuts a version off. */
  readonly block: (version: HostedVersion, block: { readonly forMs: number; readonly reason: string }) => void
}

/** A watch over the versions of a host. Without `options` nobody watches the event loop. */
export function createVersionWatch({ versions, cells, log, options, clock, block }: CreateVersionWatchOptions): VersionWatch {
  const places = createVersionPlaces(versions)
  const policy = { ...defaultCutOffPolicy, ...options?.cutOff }
  const standstills = new Map<HostedVersion, readonly number[]>()
  const memory = createMemoryWatch({ places, log, clock, options: options?.memory })
  let end: (() => Promise<void>) | null = null

  function judge(evidence: BlockEvidence): void {
    const { place, certain, frame } = verdictOf(evidence, places())
    const event: BlockedEvent = { blockedMs: evidence.blockedMs, version: place === null ? null : blamed(place.version), certain, where: frame === null ? null : describeFrame(frame) }
    report(event, log)
    if (place !== null && certain) punish(place.version, evidence.blockedMs)
    options?.onBlocked?.(event)
  }

  function punish(version: HostedVersion, blockedMs: number): void {
    countBlock(version, blockedMs)
    const { times, isDue } = noteStandstill(standstills.get(version) ?? [], clock.now(), policy)
    standstills.set(version, times)
    if (isDue) block(version, { forMs: policy.forMs, reason: `it kept the event loop from turning ${policy.blocks} times within ${policy.withinMs / 1_000} s` })
  }

  return {
    start() {
      memory.start()
      if (options === undefined || options.blockedMs === 0) return
      end ??= watchEventLoop({ cells, blockedMs: options.blockedMs ?? 250, onBlocked: judge, onFailure: (error) => log.error('nobody watches the event loop any more', { error }) })
    },
    stop() {
      memory.stop()
      void end?.()
    },
    memory: memory.look,
    blame(error, fault) {
      const place = voteOfError(error, places())
      if (place === null) return null
      place.version.trouble[fault] += 1
      return blamed(place.version)
    },
  }
}

function voteOfError<Place extends { readonly urlPrefix: string }>(error: unknown, places: readonly Place[]): Place | null {
  const stack = error instanceof Error ? (error.stack ?? '') : ''
  for (const { url } of framesOfStack(stack)) {
    const place = places.find(({ urlPrefix }) => url.startsWith(urlPrefix))
    if (place !== undefined) return place
  }
  return null
}

function countBlock({ trouble }: HostedVersion, blockedMs: number): void {
  trouble.blocks += 1
  trouble.longestBlockMs = Math.max(trouble.longestBlockMs, blockedMs)
}

function report({ version, certain, blockedMs, where }: BlockedEvent, log: ModuleLog): void {
  const fields = { blockedMs, where, certain, ...version }
  if (version === null) log.warn(certain ? 'the event loop stood still in code of no module version' : 'the event loop stood still, and nobody was seen', fields)
  else log.error(certain ? 'a module version kept the event loop from turning' : 'a module version probably kept the event loop from turning', fields)
}

function blamed({ key: { module, version, integrity } }: HostedVersion): BlamedVersion {
  return { module, version, integrity }
}
