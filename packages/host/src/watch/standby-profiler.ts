import { Session } from 'node:inspector'
import type { Profiler } from 'node:inspector'
import type { ProfiledStack, StackFrame } from './block-evidence.ts'

/** The sampling profiler of the main thread, off until somebody could not be named without it. */
export interface StandbyProfiler {
  /** Turns it on for ten minutes. It sees into what cannot be interrupted. */
  standBy(): void
  /** True while the main thread walks its heap for it: that standstill is ours. */
  isOpening(): boolean
  /** What ran in a time of `performance.now()`, and off again; empty when it was off. */
  read(fromMs: number, toMs: number): Promise<readonly ProfiledStack[]>
}

const samplingMicroseconds = 20_000
const standByMs = 600_000

/** A profiler that has not been turned on: it costs nothing. Turning it on costs the main thread a walk over its heap. */
export function openStandbyProfiler(): StandbyProfiler {
  let session: Session | null = null
  let opening = false
  let timer: NodeJS.Timeout | null = null

  function turnOff(): void {
    if (timer !== null) clearTimeout(timer)
    session?.disconnect()
    session = null
    opening = false
  }

  return {
    isOpening: () => opening,
    standBy() {
      if (session !== null) return
      session = new Session()
      session.connectToMainThread()
      session.post('Profiler.enable')
      session.post('Profiler.setSamplingInterval', { interval: samplingMicroseconds })
      opening = true
      session.post('Profiler.start', () => { opening = false })
      timer = setTimeout(turnOff, standByMs)
    },
    async read(fromMs, toMs) {
      if (session === null) return []
      const profile = await stop(session)
      turnOff()
      return profile === null ? [] : stacksBetween(profile, microseconds(fromMs), microseconds(toMs))
    },
  }
}

function stop(session: Session): Promise<Profiler.Profile | null> {
  return new Promise((resolve) => session.post('Profiler.stop', (error, answer) => resolve(error === null ? answer.profile : null)))
}

/** V8 counts microseconds on the clock of `process.hrtime`. */
function microseconds(atMs: number): number {
  return Number(process.hrtime.bigint() / 1_000n) - (performance.now() - atMs) * 1_000
}

function stacksBetween(profile: Profiler.Profile, from: number, to: number): readonly ProfiledStack[] {
  const counts = new Map<number, number>()
  let at = profile.startTime
  for (const [index, node] of (profile.samples ?? []).entries()) {
    at += profile.timeDeltas?.[index] ?? 0
    if (at >= from && at <= to) counts.set(node, (counts.get(node) ?? 0) + 1)
  }
  const parents = parentsOf(profile)
  return [...counts].map(([node, count]) => ({ count, frames: framesOf(node, parents) }))
}

interface ProfiledNode {
  readonly frame: StackFrame
  readonly parent: number | null
}

function parentsOf({ nodes }: Profiler.Profile): ReadonlyMap<number, ProfiledNode> {
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)))
  return new Map(nodes.map(({ id, callFrame }) => [id, { frame: { url: callFrame.url, name: callFrame.functionName, line: callFrame.lineNumber + 1 }, parent: parents.get(id) ?? null }]))
}

function framesOf(node: number, nodes: ReadonlyMap<number, ProfiledNode>): readonly StackFrame[] {
  const found = nodes.get(node)
  if (found === undefined) return []
  return [found.frame, ...(found.parent === null ? [] : framesOf(found.parent, nodes))]
}
