import { url as inspectorUrl } from 'node:inspector'
import { Worker } from 'node:worker_threads'
import type { BlockEvidence } from './block-evidence.ts'
import { watchCells } from './watch-cells.ts'

/** What is watched, and who is told. */
export interface WatchEventLoopOptions {
  readonly cells: Int32Array
  /** How long the event loop may stand still before somebody looks. */
  readonly blockedMs: number
  /** Called on the event loop, once it turns again. */
  readonly onBlocked: (evidence: BlockEvidence) => void
  /** Called when the watching thread itself failed: nobody watches from then on. */
  readonly onFailure: (error: unknown) => void
}

const beatMs = 50
/** The thread holds a few small objects; without limits it would plan for as much memory as the host. */
const resourceLimits = { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 4 }

/**
 * Has another thread watch the event loop of this one. In healthy times that costs a number counted up
 * every 50 ms; the inspector is opened only while the event loop stands still.
 * @returns a function that ends it
 */
export function watchEventLoop({ cells, blockedMs, onBlocked, onFailure }: WatchEventLoopOptions): () => Promise<void> {
  const beat = setInterval(() => {
    cells[watchCells.inspector] = inspectorUrl() === undefined ? 0 : 1
    Atomics.add(cells, watchCells.beat, 1)
  }, beatMs).unref()
  const thread = new Worker(threadFile(), { workerData: { cells, blockedMs }, resourceLimits, execArgv: [], name: 'event loop watch' })
  thread.on('message', onBlocked)
  thread.on('error', onFailure)
  thread.unref()
  return async () => {
    clearInterval(beat)
    await thread.terminate()
  }
}

/** Beside this file in the sources; below the bundle once built. */
function threadFile(): URL {
  return import.meta.url.endsWith('.ts') ? new URL('watch-thread.ts', import.meta.url) : new URL('watch/watch-thread.js', import.meta.url)
}
