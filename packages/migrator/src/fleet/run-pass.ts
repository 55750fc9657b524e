import type { Clock, ModuleMigrator, Problem, SqlDatabase } from '@tenon/model'
import { isTenonError } from '@tenon/model'
import type { CompareShapes } from '../program/move-program.ts'
import { fleetErrors } from './fleet-errors.ts'
import type { FleetOutcome, FleetPassOptions, FleetTenantProblem } from './fleet-run.ts'
import { inParallel } from './in-parallel.ts'
import { finishPass, movedStatement, readItems, readRuns, readTenants, reopenRun, writeVerdicts } from './journal.ts'
import type { FleetItem, RunHead, TenantVerdict } from './journal.ts'
import { moveTenant, passEnding } from './move-tenant.ts'
import type { TenantResult } from './move-tenant.ts'
import { createPatience } from './patience.ts'
import type { Patience } from './patience.ts'
import type { PlannedRun } from './plan-run.ts'
import { sortFleet } from './sort-fleet.ts'
import type { CompileMove, FleetJob } from './sort-fleet.ts'
import { trackProgress } from './track-progress.ts'
import type { ProgressTracker } from './track-progress.ts'

/** Statements of the caller's own for the transaction that moves a tenant: run as the owner, names qualified, values as literals. */
export type RecordMove = (move: { readonly runId: string } & Pick<FleetItem, 'target' | 'fromDataVersion' | 'toDataVersion'>) => readonly string[]

/** What every pass of a runner works with. */
export interface PassContext {
  readonly database: SqlDatabase
  readonly migrator: ModuleMigrator
  readonly compile: CompileMove
  readonly compare: CompareShapes
  readonly record: RecordMove
  readonly clock: Clock
  readonly concurrency: number
  readonly databaseWaitMs: number
  readonly wait: (milliseconds: number) => Promise<void>
}

/** A run that stands in the journal, with its plan when that was made a moment ago: then nothing is read a second time. */
export interface StartedRun {
  readonly run: RunHead
  readonly plan?: Pick<PlannedRun, 'items' | 'classes'> | null
}

/** One pass: a run, and those who watch and count it. */
interface Pass extends PassContext {
  readonly run: RunHead
  readonly options: FleetPassOptions
  readonly items: readonly FleetItem[]
  readonly classes: PlannedRun['classes'] | null
  readonly tracker: ProgressTracker
  readonly patience: Patience
}

/**
 * Moves every tenant of a run that is not where it should be, and writes how that ended. Where the server crashed
 * meanwhile, moves that it had not yet written to disk are gone without a trace: they are made again.
 * @throws FLEET_DATABASE_GONE
 */
export async function runPass(context: PassContext, { run, plan = null }: StartedRun, options: FleetPassOptions): Promise<FleetOutcome> {
  for (let planned = plan; ; planned = null) {
    const pass = await openPass(context, { run, plan: planned }, options)
    try {
      const end = await moveAll(pass)
      const outcome = await pass.patience(() => closePass(pass))
      if (end === 'asked' || outcome.status !== 'stopped') return outcome
    } finally {
      pass.tracker.finish()
    }
  }
}

async function openPass(context: PassContext, { run, plan }: Required<StartedRun>, options: FleetPassOptions): Promise<Pass> {
  const { database, databaseWaitMs: waitMs, wait } = context
  const gone = (cause: unknown) => fleetErrors.FLEET_DATABASE_GONE({ runId: run.id, waitedMs: waitMs }, { cause })
  const trackers: ProgressTracker[] = []
  const patience = createPatience({ database, waitMs, wait, signal: options.signal, gone, onWaiting: (waiting) => { trackers[0]?.waiting(waiting) } })
  const items = plan?.items ?? await patience(() => reopen(context, run))
  const tracker = trackProgress(options, { runId: run.id, total: items.length, clock: context.clock })
  trackers.push(tracker)
  return { ...context, run, options, items, classes: plan?.classes ?? null, tracker, patience }
}

async function reopen({ database }: PassContext, run: RunHead): Promise<readonly FleetItem[]> {
  await reopenRun(database, run.id)
  return readItems(database, run)
}

/** @returns whether every tenant had its turn, or somebody or something asked to stop before */
async function moveAll(pass: Pass): Promise<'all' | 'asked'> {
  const { options: { signal, stopAfterFailures = Infinity }, tracker, concurrency } = pass
  let ended = false
  const more = () => !ended && signal?.aborted !== true && tracker.failures() < stopAfterFailures
  await inParallel(sortFleet({ ...pass, onVerdicts: (verdicts) => settle(pass, verdicts) }), { concurrency, more }, async (job) => {
    const result = await moveOne(pass, job)
    if (result === 'ended') ended = true
    else if (result.status !== 'moved') await settle(pass, [{ ...result, status: result.status }])
    else tracker.end(result.target.tenantId, result.status)
  })
  return more() ? 'all' : 'asked'
}

async function moveOne(pass: Pass, { item, move }: FleetJob): Promise<TenantResult | 'ended'> {
  const { run, record, clock } = pass
  const moved = { runId: run.id, target: item.target, fromDataVersion: item.fromDataVersion, toDataVersion: item.toDataVersion }
  const recordOf = () => [...record(moved), movedStatement(run.id, item.target, new Date(clock.now()).toISOString())]
  pass.tracker.begin(item.target.tenantId)
  try {
    return await pass.patience(() => moveTenant({ ...pass, signal: pass.options.signal, recordOf }, item, move))
  } catch (error) {
    if (isTenonError(error) && passEnding.includes(error.code)) return 'ended'
    throw error
  }
}

async function settle({ patience, database, run, tracker }: Pass, verdicts: readonly TenantVerdict[]): Promise<void> {
  if (verdicts.length > 0) await patience(() => writeVerdicts(database, run.id, verdicts))
  for (const { target, status } of verdicts) tracker.end(target.tenantId, status)
}

async function closePass({ database, run, clock }: Pass): Promise<FleetOutcome> {
  const status = await finishPass(database, run.id, new Date(clock.now()).toISOString())
  const [summary] = await readRuns(database, run.id)
  if (summary === undefined) throw fleetErrors.FLEET_RUN_UNKNOWN({ runId: run.id })
  const tenants = await readTenants(database, run.id, ['failed', 'drifted'])
  return { runId: run.id, status, counts: summary.counts, problems: tenants.flatMap(({ target, status: each, problem }) => problemOf({ target, status: each, problem })) }
}

function problemOf({ target, status, problem }: { readonly target: FleetTenantProblem['target']; readonly status: string; readonly problem: Problem | null }): readonly FleetTenantProblem[] {
  return (status === 'failed' || status === 'drifted') && problem !== null ? [{ target, status, problem }] : []
}
