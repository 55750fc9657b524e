import { setTimeout as delay } from 'node:timers/promises'
import type { ModuleMigrator } from '@tenon/model'
import type { ExpectedShapes } from './drift/expected-shape.ts'
import { findDrift } from './drift/find-drift.ts'
import { finalizeMove } from './finalize-move.ts'
import { readLedger } from './ledger.ts'
import { quoteIdentifier } from './quote-identifier.ts'
import { purgeSnapshots, readSnapshots } from './snapshot/read-snapshots.ts'
import { readSnapshot, restoreSnapshot } from './snapshot/restore-snapshot.ts'
import { rehearse } from './rehearsal/rehearse.ts'
import { describeStatements } from './statements/describe-statements.ts'
import { countRows, readLedgers } from './census/read-many.ts'
import { prepare } from './steps/prepare.ts'
import { readPreparation } from './steps/read-preparation.ts'
import { moveUpPrepared } from './steps/settle-prepared.ts'
import { abandonPrepared, moveDownPrepared } from './steps/take-back-prepared.ts'
import { defaultTiming, withMove } from './with-move.ts'

/** How long moves wait. */
export interface CreateMigratorOptions {
  /** A statement that cannot get its lock gives up after this, so that the tenant's requests do not queue behind it. Default 500 ms. */
  readonly lockTimeoutMs?: number
  /** How often a move is tried again, after 50 ms, 100 ms, ... up to 2 s. Default 8. */
  readonly lockAttempts?: number
  /** Limit for one statement of a migration. Default 600,000 ms. */
  readonly statementTimeoutMs?: number
  /** Passes the time between attempts; tests replace it. */
  readonly wait?: (milliseconds: number) => Promise<void>
}

/**
 * A migrator that moves the data of one (tenant, module) at a time, in transactions its callers own.
 * One instance serves any number of databases and tenants at once: all it remembers is what migrations make of an empty schema.
 *
 * @example
 * const migrator = createMigrator()
 * await database.transaction((session) => migrator.up(session, target, { migrations: artifact.migrations, toDataVersion: 3 }))
 */
export function createMigrator(options: CreateMigratorOptions = {}): ModuleMigrator {
  const { lockTimeoutMs = defaultTiming.lockTimeoutMs, lockAttempts = defaultTiming.lockAttempts, statementTimeoutMs = defaultTiming.statementTimeoutMs, wait = delay } = options
  const timing = { lockTimeoutMs, lockAttempts, statementTimeoutMs, wait: async (milliseconds: number) => { await wait(milliseconds) } }
  const known: ExpectedShapes = new Map()
  return {
    readLedger: async (session, target) => (await readLedger(session, target)).map(({ finalized: _, ...entry }) => entry),
    readLedgers: (session, targets) => readLedgers(session, targets),
    countRows: (session, targets) => countRows(session, targets),
    describeStatements: (sql, described) => describeStatements(sql, described),
    up: (session, target, move) => withMove({ session, target }, timing, () => moveUpPrepared({ session, target, options: move }, move.migrations)),
    down: (session, target, move) => withMove({ session, target }, timing, () => moveDownPrepared({ session, target, options: move })),
    prepare: (database, target, options) => prepare(database, { target, options, timing }),
    readPreparation: (session, target) => readPreparation(session, target),
    abandon: (session, target, move) => withMove({ session, target }, timing, () => abandonPrepared({ session, target, options: move ?? {} })),
    finalize: (session, target, move) => withMove({ session, target }, timing, () => finalizeMove({ session, target, options: move })),
    snapshots: (session, target) => readSnapshots(session, target),
    restoreSnapshot: (session, target, number) => restoreSnapshot(session, target, number),
    readSnapshot: (session, target, number) => readSnapshot(session, target, number),
    purgeSnapshots: (session, target, before) => withMove({ session, target }, timing, () => purgeSnapshots(session, target, before ?? null)),
    drift: (session, targets, migrations) => findDrift(session, { targets, migrations, known }),
    rehearse: (session, target, options) => rehearse(session, target, options),
    purge: (session, target) => withMove({ session, target }, timing, async () => {
      await session.query(`drop schema if exists ${quoteIdentifier(target.schema)} cascade`)
    }),
  }
}
