import { randomUUID } from 'node:crypto'
import { openDatabase } from '@tenon/database'
import { systemClock } from '@tenon/model'
import { createFleetRunner } from '../../src/index.ts'
import type { FleetOutcome, FleetProgress } from '../../src/index.ts'
import { destination, migrations, module, recordPlace, targetsOf } from './kill-module.ts'

/** What the process is to do: `start` needs the number of tenants, the others a run. */
export interface RunnerOrder {
  readonly url: string
  readonly kind: 'start' | 'resume' | 'undo'
  readonly tenants: number
  readonly runId: string
}

/** What it tells its parent. */
export type RunnerMessage = { readonly kind: 'progress'; readonly progress: FleetProgress } | { readonly kind: 'outcome'; readonly outcome: FleetOutcome }

/** The child: one pass of a fleet runner, telling every step of it, until it is done or killed. */
const order = JSON.parse(process.argv[2] ?? '{}') as RunnerOrder
const tell = (message: RunnerMessage) => process.send?.(message)
const database = await openDatabase({ url: order.url, maxConnections: 6, applicationName: 'killed runner' })
const fleet = createFleetRunner({
  database,
  clock: systemClock,
  createId: (prefix) => `${prefix}_${randomUUID()}`,
  record: recordPlace,
})
const options = { progressEveryMs: 0, onProgress: (progress: FleetProgress) => tell({ kind: 'progress', progress }) }
const pass = {
  start: () => fleet.start({ module, migrations, toDataVersion: destination, targets: targetsOf(order.tenants) }, options),
  resume: () => fleet.resume(order.runId, options),
  undo: () => fleet.undo(order.runId, options),
}
const outcome = await pass[order.kind]()
await database.close()
process.send?.({ kind: 'outcome', outcome } satisfies RunnerMessage, () => process.disconnect())
