import { parentPort, workerData } from 'node:worker_threads'
import type { BlockEvidence, StackSample } from './block-evidence.ts'
import { openStackLook } from './stack-look.ts'
import { openStandbyProfiler } from './standby-profiler.ts'
import { watchCells } from './watch-cells.ts'

/**
 * The thread that watches the event loop of the main thread. It sleeps on shared memory, asks the main
 * thread nothing as long as it turns, and opens its inspector only while it stands still.
 */
interface WatchThreadData {
  readonly cells: Int32Array
  readonly blockedMs: number
}

const { cells, blockedMs } = workerData as WatchThreadData
/** How finely a standstill is measured. */
const tickMs = 20
/** A look asked for and answered later than this came after what could not be interrupted. */
const promptMs = 150
const betweenLooksMs = 60
const looksAtMost = 30
/** The same for the opening, during which the main thread lists its scripts: 40 ms where nothing else runs. */
const openedMs = 300
const profiler = openStandbyProfiler()

const read = (cell: keyof typeof watchCells) => Atomics.load(cells, watchCells[cell])
const pause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds))
const sleepCell = new Int32Array(new SharedArrayBuffer(4))

async function watch(): Promise<never> {
  for (;;) {
    const beat = read('beat')
    const since = performance.now()
    // The thread itself may have been out of time: then it has seen nothing.
    while (read('beat') === beat && performance.now() - since < blockedMs) Atomics.wait(sleepCell, 0, 0, tickMs)
    if (read('beat') === beat && beat > 0 && performance.now() - since < 2 * blockedMs && !profiler.isOpening()) parentPort?.postMessage(await investigate(beat, since))
    await pause(0)
  }
}

async function investigate(beat: number, since: number): Promise<BlockEvidence> {
  const call = watchCall(beat)
  const samples = read('inspector') === 0 ? await takeLooks(beat) : []
  while (read('beat') === beat) await pause(tickMs)
  const endedAt = performance.now()
  const running = call.longest(since, endedAt)
  const profile = await profiler.read(since, endedAt)
  if (profile.length === 0 && running === 0 && samples.some(({ kind }) => kind === 'late')) profiler.standBy()
  return { blockedMs: Math.round(endedAt - since), running, samples, profile }
}

/** Notes how long the call that runs now goes on while the event loop does not turn. */
function watchCall(beat: number) {
  const [version, call] = [read('running'), read('call')]
  let seenAt = performance.now()
  const timer = setInterval(() => {
    // In this order: the call was the same, and the event loop had not turned since.
    if (read('running') === version && read('call') === call && read('beat') === beat) seenAt = performance.now()
  }, tickMs / 2)
  return {
    /** The version, when its call took more than half of the time; else 0. */
    longest(since: number, endedAt: number): number {
      clearInterval(timer)
      return seenAt - since > (endedAt - since) / 2 ? version : 0
    },
  }
}

async function takeLooks(beat: number): Promise<readonly StackSample[]> {
  const isOver = () => read('beat') !== beat
  const look = openStackLook()
  const samples: StackSample[] = []
  let askedAt = performance.now()
  const note = (frames: StackSample['frames'], kind: StackSample['kind']) => {
    samples.push({ frames, kind, coveredMs: performance.now() - askedAt })
    askedAt = performance.now()
  }
  try {
    await look.opened(isOver)
    if (performance.now() - askedAt > openedMs) note([], 'late')
    while (!isOver() && samples.length < looksAtMost) {
      const frames = await look.take(isOver)
      const isPrompt = performance.now() - askedAt < promptMs
      if (frames === null) break
      await pause(betweenLooksMs)
      note(frames, isPrompt ? (isOver() ? 'last' : 'prompt') : 'late')
    }
  } finally {
    await look.close()
  }
  return samples
}

void watch()
