import { randomUUID } from 'node:crypto'
import { openDatabase } from '@tenon/database'
import { createFleetRunner } from '@tenon/migrator'
import type { CompareShapes } from '@tenon/migrator'
import { systemClock } from '@tenon/model'
import type { MigrationSource, MigrationTarget } from '@tenon/model'
import { migrations } from './bench-module.ts'
import { connections } from './mover.ts'
import type { Mover } from './mover.ts'

/** Our fleet runner, and how to bring a fleet to where the bench begins. */
export interface OurMover extends Mover {
  /** One pass over these targets. Resolves to how long it took. */
  pass(targets: readonly MigrationTarget[], history: readonly MigrationSource[], toDataVersion: number): Promise<number>
}

/** The full service: planned and journaled run, lock, timeouts, checksums, tables compared, SQL, guards, ledger, mark. `compare` says how closely a tenant is looked at before it moves. */
export async function createOurMover(url: string, compare: CompareShapes): Promise<OurMover> {
  const database = await openDatabase({ url, maxConnections: connections })
  const fleet = createFleetRunner({ database, clock: systemClock, createId: (prefix) => `${prefix}_${randomUUID()}`, concurrency: connections, compare })
  async function pass(targets: readonly MigrationTarget[], history: readonly MigrationSource[], toDataVersion: number): Promise<number> {
    const startedAt = performance.now()
    const outcome = await fleet.start({ module: targets[0]?.module ?? '', migrations: history, toDataVersion, targets })
    if (outcome.status !== 'succeeded') throw new TypeError(`the pass ended ${outcome.status}: ${outcome.problems[0]?.problem.title ?? ''}`)
    return performance.now() - startedAt
  }
  return {
    name: compare === 'tables' ? 'ours' : 'ours, every object compared',
    pass,
    prepare: () => Promise.resolve(),
    async move(direction, targets) { await pass(targets, migrations, direction === 'up' ? 2 : 1) },
    close: () => database.close(),
  }
}
