import type { MigrationSource, MigrationTarget, Rehearsal, RehearsalIssue, RehearsalStage, RehearseOptions, RehearsedLock, RehearsedMove, SchemaDifference, SqlSession } from '@tenon/model'
import { compareShapes } from '../drift/compare-shapes.ts'
import { scratchTarget } from '../drift/expected-shape.ts'
import { appliedOf, wholeBatches } from '../drift/replay.ts'
import { readLedger } from '../ledger.ts'
import type { LedgerRow } from '../ledger.ts'
import { replayable } from '../replayable.ts'
import { readFingerprints, readShapes } from '../shape/read-shapes.ts'
import { dataVersionOf, pendingUp } from '../verify-migrations.ts'
import { withMove } from '../with-move.ts'
import { checkLiveRows } from './check-live-rows.ts'
import { cloneTenant } from './clone-tenant.ts'
import type { CopiedRows } from './clone-tenant.ts'
import { driftIssue, lockIssue, noWayBackIssue } from './rehearsal-issues.ts'
import { analyzeClone, walk } from './walk.ts'
import type { WalkRequest } from './walk.ts'

const patient = { lockTimeoutMs: 500, lockAttempts: 1, statementTimeoutMs: 600_000, wait: () => Promise.resolve() }
/** Tables with fewer rows are planned well enough without statistics, and gathering them would take as long as the copy. */
const worthAnalyzing = 20_000

/**
 * Moves a copy of a tenant's data up, down and up again, with rows written in between as either version would,
 * and says what would fail, be lost or stand in the way. The copy is made by replaying the module's own
 * migrations in a scratch schema and copying the rows; everything happens in one savepoint that is rolled back, so
 * that nothing is ever seen or kept. Reads the tenant's tables, locks none of them against anybody.
 * @param session - a transaction of its own in which nothing has run yet: all rows are read as of one moment
 * @returns findings as values; an empty list of problems means the plan may go ahead
 * @throws MIGRATION_UNKNOWN, MIGRATION_CHECKSUM_MISMATCH, MIGRATION_OUT_OF_ORDER as the move itself would
 */
export async function rehearse(session: SqlSession, live: MigrationTarget, options: RehearseOptions): Promise<Rehearsal> {
  const startedAt = performance.now()
  await session.query('set transaction isolation level repeatable read')
  const ledger = await readLedger(session, live)
  const pending = pendingUp(ledger, options.migrations, options.toDataVersion)
  const clone = scratchTarget(live)
  await session.query('savepoint tenon_clone')
  try {
    // The clone's own name as module: its advisory lock keeps no move of the tenant waiting.
    const found = await withMove({ session, target: { ...clone, module: clone.schema } }, patient, () => onClone(session, { live, clone, ledger, pending, options }))
    return { target: live, fromDataVersion: dataVersionOf(ledger), toDataVersion: options.toDataVersion, ...found, seed: options.seed ?? 1, durationMs: performance.now() - startedAt }
  } finally {
    await session.query('rollback to savepoint tenon_clone; release savepoint tenon_clone')
  }
}

interface CloneParts {
  readonly live: MigrationTarget
  readonly clone: MigrationTarget
  readonly ledger: readonly LedgerRow[]
  readonly pending: readonly MigrationSource[]
  readonly options: RehearseOptions
}

type Found = Pick<Rehearsal, 'rows' | 'moves' | 'differences' | 'issues' | 'superseded'>

async function onClone(session: SqlSession, { live, clone, ledger, pending, options }: CloneParts): Promise<Found> {
  const { maxRows = 200_000, seed = 1, writes = 20, lockBudgetMs = 500 } = options
  await wholeBatches(session)
  options.onProgress?.({ stage: 'copy', rows: null })
  const rows: CopiedRows = ledger.length === 0 ? { total: 0, copied: 0 } : await cloneTenant(session, { live, clone, applied: appliedOf(ledger, options.migrations), maxRows, seed })
  const sampled = rows.copied < rows.total
  const differences = ledger.length === 0 ? [] : await differencesBetween(session, live, clone)
  if (rows.copied > worthAnalyzing) await analyzeClone(session, clone)
  const checked = sampled ? await checkLiveRows(session, live.schema, pending) : []
  const migrations = await Promise.all(options.migrations.map(cloned))
  const tell = (stage: RehearsalStage) => options.onProgress?.({ stage, rows: rows.copied })
  const way = { pending, migrations, fromDataVersion: dataVersionOf(ledger), toDataVersion: options.toDataVersion, seed, writes }
  const source = !sampled && ledger.length > 0 && differences.length === 0 ? live.schema : null
  const walked = await walk(session, { clone, source, tell, ...way })
  const scale = sampled && rows.copied > 0 ? { factor: rows.total / rows.copied, empty: await walkEmpty(session, live, { applied: appliedOf(ledger, options.migrations), ...way }) } : { factor: 1, empty: [] }
  const issues = [
    ...(differences.length > 0 ? [driftIssue(differences)] : []), ...checked, ...walked.issues,
    ...lockIssues(walked.moves, { ...scale, budgetMs: lockBudgetMs, pending }),
    ...pending.filter(({ down }) => down === null).map(({ name }) => noWayBackIssue(name)),
  ]
  return { rows: { ...rows, written: walked.written }, moves: walked.moves, differences, superseded: walked.superseded, issues: distinct(issues).toSorted((a, b) => rank(a) - rank(b)) }
}

/** As a transaction takes it: what would run ahead of the move runs at once on the clone. */
async function cloned(migration: MigrationSource): Promise<MigrationSource> {
  return migration.run === 'transaction' ? migration : { ...migration, run: 'transaction', up: await replayable(migration.up) }
}

async function differencesBetween(session: SqlSession, live: MigrationTarget, clone: MigrationTarget): Promise<readonly SchemaDifference[]> {
  const fingerprints = await readFingerprints(session, [live.schema, clone.schema])
  if (fingerprints.get(live.schema) === fingerprints.get(clone.schema)) return []
  const shapes = await readShapes(session, [live.schema, clone.schema])
  return compareShapes(shapes.get(clone.schema)?.objects ?? [], shapes.get(live.schema)?.objects ?? [])
}

/** The same way without a row: what a move costs before it meets any data. */
async function walkEmpty(session: SqlSession, live: MigrationTarget, { applied, ...way }: Omit<WalkRequest, 'clone' | 'source' | 'tell'> & { readonly applied: readonly MigrationSource[] }): Promise<readonly RehearsedMove[]> {
  const clone = scratchTarget(live)
  return withMove({ session, target: { ...clone, module: clone.schema } }, patient, async () => {
    await cloneTenant(session, { live, clone, applied, maxRows: 0, seed: 0 })
    return (await walk(session, { clone, source: null, tell: () => undefined, ...way, writes: 0 })).moves
  })
}

interface LockScale {
  /** How many times more rows there are than were copied. */
  readonly factor: number
  readonly empty: readonly RehearsedMove[]
  readonly budgetMs: number
  readonly pending: readonly MigrationSource[]
}

/** What runs ahead of the move holds no lock during it. Of a sample's time, the part that the rows took grows with them. */
function lockIssues(moves: readonly RehearsedMove[], { factor, empty, budgetMs, pending }: LockScale): readonly RehearsalIssue[] {
  const ahead = new Set(pending.filter(({ run }) => run !== 'transaction').map(({ name }) => name))
  return moves.filter(({ direction }) => direction !== 'up again').flatMap((move) => {
    const long = move.locks.flatMap((lock) => {
      const fixedMs = empty.find(({ direction }) => direction === move.direction)?.locks.find(({ table, mode }) => table === lock.table && mode === lock.mode)?.heldMs ?? 0
      const heldMs = fixedMs + Math.max(0, lock.heldMs - fixedMs) * factor
      return heldMs <= budgetMs || (move.direction === 'up' && ahead.has(lock.migration)) ? [] : [{ ...lock, heldMs }]
    })
    const groups = Map.groupBy(long, ({ migration, mode }) => `${migration} ${mode}`).values()
    return [...groups].flatMap((locks) => longest(locks).map((lock) => lockIssue({ ...lock, tables: locks.map(({ table }) => table) }, { direction: move.direction, budgetMs, estimated: factor > 1 })))
  })
}

function longest(locks: readonly RehearsedLock[]): readonly RehearsedLock[] {
  return locks.toSorted((a, b) => b.heldMs - a.heldMs).slice(0, 1)
}

/** The same finding once: all rows and a sample may both tell it. */
function distinct(issues: readonly RehearsalIssue[]): readonly RehearsalIssue[] {
  return issues.filter((issue, index) => issues.findIndex((other) => other.code === issue.code && other.migration === issue.migration && (other.title === issue.title || rowFinding(issue))) === index)
}

function rowFinding({ code }: RehearsalIssue): boolean {
  return ['DUPLICATE_ROWS', 'CAST_FAILS', 'NULL_VALUES', 'REFERENCE_MISSING'].includes(code)
}

function rank({ severity }: RehearsalIssue): number {
  return severity === 'problem' ? 0 : 1
}

