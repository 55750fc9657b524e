import { once } from 'node:events'
import type { Server } from 'node:http'
import { createAdaptorServer } from '@hono/node-server'
import { createModuleLoader } from '@tenon/artifacts'
import { openDatabase } from '@tenon/database'
import { createHost, openAccess } from '@tenon/host'
import { openExactRegistry } from './open-exact-registry.ts'

/** What a host process is told. */
export interface ExactHostOrder {
  readonly url: string
  readonly directory: string
  /** Instant at which its clock begins, and how many times faster than the world it runs: a timer of a minute then runs many times. */
  readonly clock: { readonly from: number; readonly speed: number }
}

/** The child: one real host process that serves, delivers and runs timers until it is told to stop. */
const order = JSON.parse(process.argv[2] ?? '{}') as ExactHostOrder
const clock = { now: () => order.clock.from + (Date.now() - order.clock.from) * order.clock.speed }
const database = await openDatabase({ url: order.url })
const { registry, store } = await openExactRegistry({ database, directory: order.directory, clock, serves: 'calls' })
const host = createHost({ registry, database, loader: createModuleLoader({ store }), access: openAccess(), clock, work: { lookEveryMs: 50 } })
await host.start()
const server = createAdaptorServer({ fetch: host.fetch }) as Server
server.listen(0, '127.0.0.1')
await once(server, 'listening')
const address = server.address()
process.send?.({ url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}` })

process.once('message', () => void stop())
process.once('disconnect', () => void stop())

async function stop(): Promise<void> {
  server.close()
  await host.close()
  await registry.close()
  await database.close()
  server.closeAllConnections()
  process.exit(0)
}
