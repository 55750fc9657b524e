import { join } from 'node:path'
import { createArtifactStore, createModuleLoader, directorySource } from '@tenon/artifacts'
import type { DatabaseAdapter } from '@tenon/module-sdk'
import { peerDirectories } from '../peer-directories.ts'

/** What loading cost, each. Sent to the parent process. */
export interface LoadCost {
  readonly milliseconds: readonly number[]
  readonly residentMegabytes: number
  readonly heapMegabytes: number
  /** What one Prisma client for a version adds. Clients are per tenant, made when needed, and their number is bounded apart from that of versions. */
  readonly client: { readonly milliseconds: number; readonly residentMegabytes: number; readonly heapMegabytes: number }
  /** The first version brings the runtime that all share. */
  readonly firstMegabytes: number
  readonly firstMilliseconds: number
}

/** The child: loads every version from the store and keeps it, then makes and keeps a Prisma client for each. */
const [directory = ''] = process.argv.slice(2)
const store = createArtifactStore({
  directory: join(directory, 'store'),
  sources: [directorySource(join(directory, 'releases'))],
  peers: peerDirectories(),
})
/** A client connects at its first query; none is made here. */
const adapter = { provider: 'postgres', adapterName: 'bench', connect: () => Promise.reject(new TypeError('not in this benchmark')) } as unknown as DatabaseAdapter
const loader = createModuleLoader({ store })
const { versions } = await store.readCatalog()
const kept: unknown[] = []

async function load(version: (typeof versions)[number]): Promise<{ readonly milliseconds: number; readonly createClient: () => number }> {
  const startedAt = performance.now()
  const { definition } = await loader.load(version)
  kept.push(definition)
  return { milliseconds: performance.now() - startedAt, createClient: () => timed(() => kept.push(definition.database(adapter))) }
}

function timed(work: () => unknown): number {
  const startedAt = performance.now()
  work()
  return performance.now() - startedAt
}

function memory(): { readonly resident: number; readonly heap: number } {
  for (let pass = 0; pass < 4; pass += 1) globalThis.gc?.()
  const { rss, heapUsed, external } = process.memoryUsage()
  return { resident: rss / 2 ** 20, heap: (heapUsed + external) / 2 ** 20 }
}

const [first, ...others] = versions
if (first === undefined) throw new TypeError('there is nothing to load')
const cold = memory()
const firstLoad = await load(first)
firstLoad.createClient()
const before = memory()
const loads: Awaited<ReturnType<typeof load>>[] = []
for (const version of others) loads.push(await load(version))
const loaded = memory()
const clientMilliseconds = loads.map((each) => each.createClient())
const after = memory()
const each = (to: number, from: number) => (to - from) / others.length
const cost: LoadCost = {
  milliseconds: loads.map(({ milliseconds }) => milliseconds),
  residentMegabytes: each(loaded.resident, before.resident),
  heapMegabytes: each(loaded.heap, before.heap),
  client: {
    milliseconds: clientMilliseconds.reduce((sum, value) => sum + value, 0) / others.length,
    residentMegabytes: each(after.resident, loaded.resident),
    heapMegabytes: each(after.heap, loaded.heap),
  },
  firstMegabytes: before.resident - cold.resident,
  firstMilliseconds: firstLoad.milliseconds,
}
process.send?.(cost, () => process.exit(kept.length > 0 ? 0 : 1))
