import { setTimeout as delay } from 'node:timers/promises'
import type { Clock, CreateId, ModuleMigrator, SqlDatabase } from '@tenon/model'
import { createMigrator } from '../create-migrator.ts'
import { compileMove } from '../program/compile-move.ts'
import type { CompareShapes } from '../program/move-program.ts'
import { fleetErrors } from './fleet-errors.ts'
import { noTenants } from './fleet-run.ts'
import type { FleetOutcome, FleetPassOptions, FleetRun, FleetRunRequest, FleetTenant } from './fleet-run.ts'
import { setUpJournal } from './journal-setup.ts'
import { insertRun, insertUndo, readHead, readRuns, readTenants } from './journal.ts'
import { planRun } from './plan-run.ts'
import type { PlannedRun } from './plan-run.ts'
import { rememberCompiled } from './remember-compiled.ts'
import { runPass } from './run-pass.ts'
import type { PassContext, RecordMove } from './run-pass.ts'
import { compileRequestOf } from './sort-fleet.ts'

/** What a fleet runner works with. */
export interface CreateFleetRunnerOptions {
  readonly database: SqlDatabase
  readonly clock: Clock
  readonly createId: CreateId
  /** Moves tenants that need more than one message. Default: one with the usual time limits. */
  readonly migrator?: ModuleMigrator
  /** Tenants moved at once, each in a transaction of its own; the database needs one connection more. Default 4. */
  readonly concurrency?: number
  /**
   * `every-object` compares each tenant with its data version in full and reports those that drifted: it costs
   * the server about as much again as the move (2.4 ms of its processor for twelve tables). `tables` leaves that to a comparison made before, and
   * lets the move itself compare the tables. Default `every-object`.
   */
  readonly compare?: CompareShapes
  /** Statements of your own for the transaction that moves a tenant, such as your row that says where it now is. Default: none. */
  readonly record?: RecordMove
  /** How long a pass waits for a database that went away before it gives up, to be resumed. Default 60,000 ms. */
  readonly databaseWaitMs?: number
  /** Passes the time between two looks at such a database; tests replace it. */
  readonly wait?: (milliseconds: number) => Promise<void>
}

/** Moves the data of many tenants, remembers what became of each, and takes exactly that back. */
export interface FleetRunner {
  /**
   * Plans and writes a run, then moves its tenants. When everybody is there already nothing is written
   * and three small queries were all.
   * @throws FLEET_TARGETS_INVALID before anything is read; FLEET_DATABASE_GONE, after which the run can be resumed
   */
  start(request: FleetRunRequest, options?: FleetPassOptions): Promise<FleetOutcome>
  /**
   * Goes on with a run that was stopped, killed, or left tenants behind that have been corrected since: moves
   * everybody who is not where they should be. Needs nothing but the id. Two processes may resume the same run.
   * @throws FLEET_RUN_UNKNOWN, FLEET_RUN_UNDONE, FLEET_DATABASE_GONE
   */
  resume(runId: string, options?: FleetPassOptions): Promise<FleetOutcome>
  /**
   * Returns exactly the tenants that the run moved, each to the data version it came from, as a run of its own.
   * Those that somebody moved on since are left alone and reported (FLEET_TENANT_MOVED_ON). The run itself
   * moves nobody from then on. Called again it goes on with the undo it began.
   * @throws FLEET_RUN_UNKNOWN, FLEET_RUN_UNDONE when that undo was taken back in turn, FLEET_DATABASE_GONE
   */
  undo(runId: string, options?: FleetPassOptions): Promise<FleetOutcome>
  /** Every run, newest first. One that is `running` and has no process any more waits for `resume`. */
  readRuns(): Promise<readonly FleetRun[]>
  /** One run with its tenants, in the order of their ids. @throws FLEET_RUN_UNKNOWN */
  status(runId: string): Promise<FleetRun & { readonly tenants: readonly FleetTenant[] }>
}

/**
 * A runner for runs over many tenants, with its journal in the same database, in the schema `tenon_fleet`,
 * which it creates when first needed. It holds no other state: any process may go on where another was killed.
 *
 * @example
 * const fleet = createFleetRunner({ database, clock: systemClock, createId: (prefix) => `${prefix}_${randomUUID()}` })
 * const outcome = await fleet.start({ module: 'inventory', migrations, toDataVersion: 7, targets })
 * if (outcome.runId !== null && outcome.status !== 'succeeded') await fleet.undo(outcome.runId)
 */
export function createFleetRunner(options: CreateFleetRunnerOptions): FleetRunner {
  const { database, clock, createId } = options
  const context: PassContext = {
    database,
    clock,
    migrator: options.migrator ?? createMigrator(),
    compile: (request) => compileMove(database, request),
    compare: options.compare ?? 'every-object',
    record: options.record ?? (() => []),
    concurrency: options.concurrency ?? 4,
    databaseWaitMs: options.databaseWaitMs ?? 60_000,
    wait: options.wait ?? (async (milliseconds) => { await delay(milliseconds) }),
  }
  let journal: Promise<void> | null = null
  const openJournal = () => (journal ??= setUpJournal(database).catch((error: unknown) => {
    journal = null
    throw error
  }))

  async function headOf(runId: string) {
    await openJournal()
    const head = await readHead(database, runId)
    if (head === null) throw fleetErrors.FLEET_RUN_UNKNOWN({ runId })
    return head
  }

  async function start(request: FleetRunRequest, pass: FleetPassOptions = {}): Promise<FleetOutcome> {
    const plan = await planRun(database, request)
    const { items, unchanged, guard } = plan
    if (items.length === 0) return { runId: null, status: 'succeeded', counts: { ...noTenants, unchanged }, problems: [] }
    const run = { id: createId('fleet'), module: request.module, migrations: request.migrations, guard }
    const compile = rememberCompiled(context.compile)
    compileAhead({ ...context, compile }, run, plan.classes)
    await openJournal()
    await database.transaction((session) => insertRun(session, { ...run, toDataVersion: request.toDataVersion, unchanged, items, startedAt: instantOf(clock) }))
    return runPass({ ...context, compile }, { run: { ...run, undoneBy: null }, plan }, pass)
  }

  async function resume(runId: string, pass: FleetPassOptions = {}): Promise<FleetOutcome> {
    const head = await headOf(runId)
    if (head.undoneBy !== null) throw fleetErrors.FLEET_RUN_UNDONE({ runId, undoneBy: head.undoneBy })
    return runPass(context, { run: head }, pass)
  }

  async function undo(runId: string, pass: FleetPassOptions = {}): Promise<FleetOutcome> {
    await headOf(runId)
    return resume(await database.transaction((session) => insertUndo(session, { id: createId('fleet'), undoes: runId, startedAt: instantOf(clock) })), pass)
  }

  return {
    start,
    resume,
    undo,
    readRuns: () => openJournal().then(() => readRuns(database, null)),
    async status(runId) {
      await openJournal()
      const [run] = await readRuns(database, runId)
      if (run === undefined) throw fleetErrors.FLEET_RUN_UNKNOWN({ runId })
      return { ...run, tenants: await readTenants(database, runId, null) }
    },
  }
}

/** The first class is compiled while the journal is written. When that breaks, its turn in the pass compiles it again. */
function compileAhead({ compile, compare }: PassContext, run: Parameters<typeof compileRequestOf>[0], [first]: PlannedRun['classes']): void {
  const request = first === undefined ? null : compileRequestOf(run, first, compare)
  if (request !== null) compile(request).catch(() => undefined)
}

function instantOf(clock: Clock): string {
  return new Date(clock.now()).toISOString()
}
