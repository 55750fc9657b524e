import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createArtifactStore, createModuleLoader, directorySource } from '@tenon/artifacts'
import type { DatabaseAdapter } from '@tenon/module-sdk'

/** What loading cost, each. Sent to the parent process. */
export interface LoadCost {
  readonly milliseconds: readonly number[]
  readonly residentMegabytes: number
  readonly heapMegabytes: number
  /** The share of the version itself, without the client: clients are per tenant, and their number is bounded. */
  readonly codeMegabytes: number
  /** The first version brings the runtime that all share. */
  readonly firstMegabytes: number
  readonly firstMilliseconds: number
}

/** The child: loads every version from the store, each with a Prisma client of its own, and keeps them all. */
const [directory = ''] = process.argv.slice(2)
const peer = (name: string) => dirname(fileURLToPath(import.meta.resolve(`${name}/package.json`)))
const store = createArtifactStore({
  directory: join(directory, 'store'),
  sources: [directorySource(join(directory, 'releases'))],
  peers: { '@tenon/module-sdk': peer('@tenon/module-sdk'), '@prisma/client': peer('@prisma/client') },
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
const firstMilliseconds = firstLoad.milliseconds + firstLoad.createClient()
const before = memory()
const loads: Awaited<ReturnType<typeof load>>[] = []
for (const version of others) loads.push(await load(version))
const loaded = memory()
const milliseconds = loads.map((each) => each.milliseconds + each.createClient())
const after = memory()
const cost: LoadCost = {
  milliseconds,
  residentMegabytes: (after.resident - before.resident) / others.length,
  heapMegabytes: (after.heap - before.heap) / others.length,
  codeMegabytes: (loaded.resident - before.resident) / others.length,
  firstMegabytes: before.resident - cold.resident,
  firstMilliseconds,
}
process.send?.(cost, () => process.exit(kept.length > 0 ? 0 : 1))
