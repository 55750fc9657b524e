import { strict as assert } from 'node:assert'
import { randomUUID } from 'node:crypto'
import { openDatabase } from '@tenon/database'
import { createFleetRunner } from '@tenon/migrator'
import type { CompareShapes } from '@tenon/migrator'
import { systemClock } from '@tenon/model'
import type { MigrationSource, MigrationTarget } from '@tenon/model'
import { migrations } from './bench-module.ts'
import { connections } from './mover.ts'
import type { Mover } from './mover.ts'

/** One pass over a fleet. */
export interface FleetPass {
  readonly targets: readonly MigrationTarget[]
  readonly history: readonly MigrationSource[]
  readonly toDataVersion: number
}

/** Our fleet runner with connections of its own. */
export async function openFleet(url: string, compare: CompareShapes) {
  const database = await openDatabase({ url, maxConnections: connections })
  const fleet = createFleetRunner({ database, clock: systemClock, createId: (prefix) => `${prefix}_${randomUUID()}`, concurrency: connections, compare })
  await Promise.all(Array.from({ length: connections }, () => database.query('select 1')))
  return {
    /** Resolves to how long it took, in milliseconds. */
    async pass({ targets, history, toDataVersion }: FleetPass): Promise<number> {
      const startedAt = performance.now()
      const outcome = await fleet.start({ module: targets[0]?.module ?? '', migrations: history, toDataVersion, targets })
      assert.equal(outcome.status, 'succeeded', outcome.problems[0]?.problem.title)
      return performance.now() - startedAt
    },
    close: () => database.close(),
  }
}

/** The full service: planned and journaled run, lock, timeouts, checksums, tables compared, SQL, guards, ledger, mark. `compare` says how closely a tenant is looked at before it moves. */
export function ourMover(url: string, compare: CompareShapes): Mover {
  return {
    name: compare === 'tables' ? 'ours' : 'ours, every object compared',
    prepare: () => Promise.resolve(),
    async open() {
      const fleet = await openFleet(url, compare)
      return {
        move: async (direction, targets) => void (await fleet.pass({ targets, history: migrations, toDataVersion: direction === 'up' ? 2 : 1 })),
        close: fleet.close,
      }
    },
  }
}
