import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { environment } from '../bench-result.ts'
import type { BenchResult } from '../bench-result.ts'
import type { LoadCost } from './load-versions.ts'
import { republishInventory } from './republish-inventory.ts'

const count = 50
const limitMs = 20
const limitMegabytes = 2

/**
 * What one more module version costs a process: verified file by file in the store and imported. The
 * first version is not counted: it brings the SDK and Prisma's runtime, which all share. What a Prisma
 * client for it adds is measured in the same run and reported beside it: nearly all of that is the
 * graph of the schema that Prisma's runtime unpacks for each client.
 */
export async function runLoad(tell: (line: string) => void): Promise<BenchResult> {
  const directory = await mkdtemp(join(tmpdir(), 'tenon-bench-load-'))
  try {
    const original = await republishInventory(directory, count + 1)
    tell(`inventory ${original} published again as ${count} versions`)
    const cost = await loadInChild(directory)
    tell(`each version: ${cost.residentMegabytes.toFixed(2)} MB resident, ${cost.heapMegabytes.toFixed(2)} MB heap and buffers; slowest ${Math.max(...cost.milliseconds).toFixed(1)} ms`)
    tell(`each client beside it: ${cost.client.residentMegabytes.toFixed(2)} MB resident, ${cost.client.heapMegabytes.toFixed(2)} MB heap and buffers, ${cost.client.milliseconds.toFixed(1)} ms`)
    return resultOf(cost, original)
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

async function loadInChild(directory: string): Promise<LoadCost> {
  const child = fork(fileURLToPath(new URL('load-versions.ts', import.meta.url)), [directory], { execArgv: [...process.execArgv, '--expose-gc'] })
  const [cost] = (await once(child, 'message')) as [LoadCost]
  return cost
}

function resultOf(cost: LoadCost, original: string): BenchResult {
  const ms = cost.milliseconds.reduce((sum, value) => sum + value, 0) / cost.milliseconds.length
  const megabytes = Math.max(cost.residentMegabytes, cost.heapMegabytes)
  const time = `${limitMs} ms each`
  const memory = `${limitMegabytes} MB each`
  return {
    name: 'load',
    unit: 'ms',
    ours: ms,
    peers: {},
    limits: { [time]: limitMs, [memory]: limitMegabytes },
    ratios: { [time]: limitMs / ms, [memory]: limitMegabytes / megabytes },
    goals: { [time]: 1, [memory]: 1 },
    environment: { ...environment(), versions: count, inventory: original, residentMegabytesEach: cost.residentMegabytes, heapMegabytesEach: cost.heapMegabytes, clientResidentMegabytesEach: cost.client.residentMegabytes, clientHeapMegabytesEach: cost.client.heapMegabytes, clientMillisecondsEach: cost.client.milliseconds, firstMegabytes: cost.firstMegabytes, firstMilliseconds: cost.firstMilliseconds },
    rounds: { milliseconds: cost.milliseconds },
  }
}
