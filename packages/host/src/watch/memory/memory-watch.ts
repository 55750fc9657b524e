import type { Clock } from '@tenon/model'
import type { ModuleLog } from '@tenon/module-sdk'
import type { HostedVersion } from '../../dispatch/hosted-versions.ts'
import { describeFrame } from '../describe-frame.ts'
import type { HostedPlace } from '../version-places.ts'
import { growthOf, withReading } from './growth.ts'
import type { MemoryReading } from './growth.ts'
import { startHeapSampler } from './heap-sampler.ts'
import type { HeapSampler } from './heap-sampler.ts'
import { memoryNow } from './memory-now.ts'
import { liveBytesOf } from './live-bytes.ts'
import type { LiveBytes } from './live-bytes.ts'
import { isReadingDue, nextReading } from './reading-need.ts'
import type { LastReading } from './reading-need.ts'

/** How the memory of versions is watched. */
export interface MemoryWatchOptions {
  /** A version is named when it keeps so much more, and goes on. Default 64 MiB. */
  readonly growthBytes?: number
  /** At least so long from one reading to the next: each stops the process for a full collection. Default 10 s; up to 10 min while readings find no more. */
  readonly readEveryMs?: number
  /** One object in so many bytes is noted with its stack. Default 512 KiB. */
  readonly intervalBytes?: number
}

/** What lives of what a version made: objects in V8's heap. An estimate from samples; buffers lie outside of it. */
export interface VersionMemory {
  readonly liveBytes: number
  /** How much more than at `since`. */
  readonly grownBytes: number
  /** True when it has grown past the budget and goes on. */
  readonly isGrowing: boolean
  /** ISO 8601 instant of the first reading that counts. */
  readonly since: string
  /** The places in its code that made most of it, up to three, such as `remember (file:///.../module.js:12)`. */
  readonly sites: readonly { readonly where: string; readonly liveBytes: number }[]
}

/** The memory of a host's process now. */
export interface HostMemory {
  readonly residentBytes: number
  readonly heapBytes: number
  /** Buffers and what libraries hold outside of V8's heap; nobody knows whose they are. */
  readonly outsideBytes: number
  /** In the heap and made since the watch began, but by no version's code, or after a wait in a library. Null: nobody watches. */
  readonly unattributedBytes: number | null
  readonly versions: readonly (VersionMemory & { readonly module: string; readonly version: string })[]
}

/** Names versions that keep more and more memory. */
export interface MemoryWatch {
  /** Begins, if that is wanted. Idempotent. */
  start(): void
  stop(): void
  /** Reads the heap when the last reading is old. */
  look(): HostMemory
}

/** What a memory watch stands on. */
export interface CreateMemoryWatchOptions {
  readonly places: () => readonly HostedPlace[]
  readonly log: ModuleLog
  readonly clock: Clock
  readonly options: MemoryWatchOptions | undefined
}

const mebibyte = 1_048_576
const sitesAtMost = 3
/** A growth is judged from its sixth reading on; it is read a little more often, so that it is named when it is due. */
const stepsInGrowth = 8
const defaults = { growthBytes: 64 * mebibyte, readEveryMs: 10_000, intervalBytes: mebibyte / 2 } satisfies MemoryWatchOptions

/** A watch over what the objects of versions hold. Without `options` nobody watches. */
export function createMemoryWatch({ places, log, clock, options }: CreateMemoryWatchOptions): MemoryWatch {
  const { growthBytes, readEveryMs, intervalBytes } = { ...defaults, ...options }
  const limits = { stepBytes: growthBytes / stepsInGrowth, readEveryMs }
  const readings = new Map<HostedVersion, readonly MemoryReading[]>()
  const told = new Set<HostedVersion>()
  let sampler: HeapSampler | null = null
  let timer: NodeJS.Timeout | null = null
  let last: LastReading | null = null
  let unattributedBytes: number | null = null

  function readWhenDue(): void {
    if (isReadingDue(last, { at: clock.now(), heapBytes: process.memoryUsage().heapUsed }, limits)) read()
  }

  function read(): void {
    const profile = sampler?.read() ?? null
    if (profile === null) return
    const at = clock.now()
    const reading = liveBytesOf(profile.head, places())
    last = nextReading(last, { at, heapBytes: process.memoryUsage().heapUsed }, limits)
    unattributedBytes = reading.unattributedBytes
    const found = new Map(reading.versions.map((live) => [live.place.version, live]))
    for (const { version } of places()) note(version, { at, live: found.get(version) ?? null })
  }

  function note(version: HostedVersion, { at, live }: { readonly at: number; readonly live: LiveBytes<HostedPlace> | null }): void {
    const kept = withReading(readings.get(version) ?? [], { at, liveBytes: live?.liveBytes ?? 0 })
    readings.set(version, kept)
    version.memory = memoryOf(live, kept)
    if (version.memory.isGrowing && !told.has(version)) tell(version, version.memory)
  }

  /** Once for each version: whoever reads the log looks at `tenon versions` from then on. */
  function tell(version: HostedVersion, { liveBytes, grownBytes, since, sites }: VersionMemory): void {
    told.add(version)
    const { module, version: number, integrity } = version.key
    log.error('a module version keeps more and more memory', { module, version: number, integrity, liveBytes, grownBytes, since, where: sites[0]?.where ?? null })
  }

  function memoryOf(live: LiveBytes<HostedPlace> | null, kept: readonly MemoryReading[]): VersionMemory {
    const sites = (live?.sites ?? []).slice(0, sitesAtMost).map(({ frame, liveBytes }) => ({ where: describeFrame(frame), liveBytes }))
    return { liveBytes: live?.liveBytes ?? 0, ...growthOf(kept, growthBytes), since: new Date(kept[0]?.at ?? clock.now()).toISOString(), sites }
  }

  return {
    start() {
      if (options === undefined || sampler !== null) return
      sampler = startHeapSampler(intervalBytes)
      timer = setInterval(readWhenDue, readEveryMs).unref()
    },
    stop() {
      if (timer !== null) clearInterval(timer)
      sampler?.stop()
      sampler = null
    },
    look() {
      if (last === null || clock.now() - last.at >= readEveryMs) read()
      const versions = places().flatMap(({ version: { key, memory } }) => (memory === null ? [] : [{ module: key.module, version: key.version, ...memory }]))
      return memoryNow({ versions: versions.toSorted((a, b) => b.liveBytes - a.liveBytes), unattributedBytes })
    },
  }
}
