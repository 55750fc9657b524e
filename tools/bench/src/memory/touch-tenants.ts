import { join } from 'node:path'
import { createArtifactStore, createModuleLoader, directorySource } from '@tenon/artifacts'
import { openDatabase } from '@tenon/database'
import { schemaNameOf } from '@tenon/model'
import type { DatabaseAdapter, ModuleDatabase } from '@tenon/module-sdk'
import { peerDirectories } from '../peer-directories.ts'
import { readBackends } from './read-backends.ts'

/** What the process and its server processes held while it worked. In megabytes. */
export interface TouchReport {
  readonly residentHighest: number
  readonly residentAtStart: number
  /** Private memory of every server process, at every look. */
  readonly backends: readonly number[]
  readonly touchesPerSecond: number
  readonly touches: number
}

/** What the child is told. */
export interface TouchOrder {
  readonly url: string
  readonly directory: string
  readonly releases: string
  readonly tenants: number
  readonly versions: readonly string[]
  readonly touches: number
}

/** As much of inventory's client as is touched. */
interface InventoryClient extends ModuleDatabase {
  readonly item: Model
  readonly movement: Model
  readonly location: Model
}

interface Model {
  findMany(query: object): Promise<readonly unknown[]>
}

const callers = 16
const looks = 25

/** The child: one process with the defaults of a host, as many callers as a busy one, tenants and versions at random. */
const order = JSON.parse(process.argv[2] ?? '{}') as TouchOrder
const store = createArtifactStore({ directory: join(order.directory, 'store'), sources: [directorySource(order.releases)], peers: peerDirectories() })
const loader = createModuleLoader({ store })
const { versions } = await store.readCatalog()
const factories = await Promise.all(order.versions.map(async (wanted) => {
  const version = versions.find((each) => each.version === wanted)
  if (version === undefined) throw new TypeError(`there is no version ${wanted}`)
  return { wanted, create: (await loader.load(version)).definition.database as (adapter: DatabaseAdapter) => InventoryClient }
}))
const database = await openDatabase({ url: order.url })
const backends: number[] = []
let residentHighest = 0
let seed = 1

/** A small generator with a seed, so that two runs touch the same tenants. Park and Miller, CACM 31 (1988). */
function random(below: number): number {
  seed = (seed * 48_271) % 2_147_483_647
  return seed % below
}

async function touch(): Promise<void> {
  const tenantId = `t-${random(order.tenants)}`
  const factory = factories[random(factories.length)]
  if (factory === undefined) return
  const client = database.client(`${tenantId}@${factory.wanted}`, { tenantId, schema: schemaNameOf(tenantId, 'inventory') }, factory.create)
  const model = [client.item, client.movement, client.location][random(3)]
  await model?.findMany({ take: 5 })
}

async function look(): Promise<void> {
  residentHighest = Math.max(residentHighest, process.memoryUsage().rss / 2 ** 20)
  backends.push(...(await readBackends(database)))
}

await touch()
const residentAtStart = process.memoryUsage().rss / 2 ** 20
const startedAt = performance.now()
for (let round = 0; round < looks; round += 1) {
  let left = Math.floor(order.touches / looks)
  await Promise.all(Array.from({ length: callers }, async () => {
    for (; left > 0;) {
      left -= 1
      await touch()
    }
  }))
  await look()
}
const seconds = (performance.now() - startedAt) / 1000
await database.close()
process.send?.({ residentHighest, residentAtStart, backends, touches: order.touches, touchesPerSecond: order.touches / seconds } satisfies TouchReport, () => process.exit(0))
