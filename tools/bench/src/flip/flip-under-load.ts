import assert from 'node:assert'
import { once } from 'node:events'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { serve } from '@hono/node-server'
import { createLastStarts } from './last-starts.ts'
import { openStampingHost } from './open-stamping-host.ts'
import { press } from './press.ts'
import { isExact } from './stamping-modules.ts'

/** How hard to try. */
export interface FlipOptions {
  readonly flips: number
  readonly connections: number
  /** Default: the server of the vitest project. */
  readonly serverUrl?: string
  readonly tell: (line: string) => void
}

/** What came of it. */
export interface FlipReport {
  readonly requests: number
  /** Answers that were not 2xx, and calls that got none. */
  readonly failed: number
  /** Rows whose code and data did not belong together. */
  readonly mismatches: number
  /** For each flip, from sending its commit to the last start on the version it left; 0 when nothing started after. */
  readonly overlapMs: readonly number[]
  /** From asking for the move to its end, plan and all. */
  readonly moveMs: readonly number[]
  /** Memory every ten flips, each after a garbage collection: without one, it is V8's decision what resident memory says. */
  readonly memory: readonly MemorySample[]
}

/** What a process holds. */
export interface MemorySample {
  readonly residentBytes: number
  readonly heapBytes: number
}

const flipsBetweenSamples = 10

/** Up without SQL, up with SQL, and back the same way: each is left with calls in flight. */
const cycle = ['1.3.0', '2.0.0', '1.3.0', '1.2.0'] as const
const tenantId = 'acme'
const mebibyte = 1_048_576

/**
 * Flips one tenant's pin on a real host and database while autocannon asks it over loopback without a pause. The load
 * comes from a process of its own; the host serves and moves in this one.
 */
export async function flipUnderLoad({ flips, connections, tell, ...where }: FlipOptions): Promise<FlipReport> {
  const watched = createLastStarts()
  const stamping = await openStampingHost({ tenants: [tenantId], ...where, ...watched })
  watched.watch(stamping.registry)
  const server = serve({ fetch: stamping.host.fetch, port: 0, hostname: '127.0.0.1' })
  await once(server, 'listening')
  const address = server.address()
  assert(typeof address === 'object' && address !== null)
  const load = press(`http://127.0.0.1:${address.port}/t/${tenantId}/stamp/`, connections)
  const measured = await flipAgain(flips)
  const { answered, refused, errors } = await load.stop()
  const stamps = await stamping.stamps(tenantId)
  server.close()
  await stamping.close()
  return { requests: answered + refused, failed: refused + errors, mismatches: stamps.filter((stamp) => !isExact(stamp)).length, ...measured }

  async function flipAgain(count: number): Promise<Pick<FlipReport, 'overlapMs' | 'moveMs' | 'memory'>> {
    const overlapMs: number[] = []
    const moveMs: number[] = []
    const memory: MemorySample[] = []
    for (let flip = 0; flip < count; flip += 1) {
      const left = cycle[(flip + 3) % cycle.length] ?? '1.2.0'
      await traffic(left)
      const began = performance.now()
      await stamping.moveTo(tenantId, cycle[flip % cycle.length] ?? '1.2.0')
      moveMs.push(performance.now() - began)
      await traffic(cycle[flip % cycle.length] ?? '1.2.0')
      overlapMs.push(Math.max(0, watched.lastStart(left) - watched.commitSentAt()))
      if ((flip + 1) % flipsBetweenSamples !== 0) continue
      memory.push(sampleMemory())
      tell(`${flip + 1} flips: the last took ${Math.round(moveMs.at(-1) ?? 0)} ms; ${Math.round((memory.at(-1)?.residentBytes ?? 0) / mebibyte)} MB resident, ${Math.round((memory.at(-1)?.heapBytes ?? 0) / mebibyte)} MB heap`)
    }
    return { overlapMs, moveMs, memory }
  }

  /** Resolves once calls have started on a version after now. */
  async function traffic(version: string): Promise<void> {
    const since = performance.now()
    while (watched.lastStart(version) < since) await new Promise((resolve) => setImmediate(resolve))
  }
}

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

function sampleMemory(): MemorySample {
  collect()
  const { rss, heapUsed } = process.memoryUsage()
  return { residentBytes: rss, heapBytes: heapUsed }
}
