import type { MigrationSource, MigrationTarget, Preparation, PrepareOptions, SqlDatabase } from '@tenon/model'
import { applyGuards } from '../guards.ts'
import { createLedger, readLedger, recordPrepared, renewMark } from '../ledger.ts'
import { migratorErrors } from '../migrator-errors.ts'
import { reportProgress } from '../report-progress.ts'
import { runMigrationSql } from '../run-migration-sql.ts'
import { withMove } from '../with-move.ts'
import type { MoveTiming } from '../with-move.ts'
import { dataVersionOf } from '../verify-migrations.ts'
import { preparationOf } from './preparation-of.ts'
import { readPreparation } from './read-preparation.ts'
import { readStatements } from './read-statements.ts'
import type { StepStatement } from './read-statements.ts'
import { runBatches } from './run-batches.ts'
import type { BatchProgress } from './run-batches.ts'
import { runOutside } from './run-outside.ts'
import { noteShape } from './served-shape.ts'
import { createStepJournal, finishStep, readSteps, startStep } from './step-journal.ts'
import { inTransaction, stopWhenAsked, withStepSession } from './step-session.ts'
import type { StepContext } from './step-session.ts'

/** Where to prepare, and how. */
export interface PrepareRequest {
  readonly target: MigrationTarget
  readonly options: PrepareOptions
  readonly timing: MoveTiming
}

/** Runs ahead of a move what cannot run inside it. See `ModuleMigrator.prepare`. */
export async function prepare(database: SqlDatabase, { target, options, timing }: PrepareRequest): Promise<Preparation> {
  const { migrations, toDataVersion } = options
  const mayNeedSteps = migrations.some(({ run, dataVersion }) => run !== 'transaction' && dataVersion <= toDataVersion)
  if (!mayNeedSteps) return database.transaction((session) => readPreparation(session, target))
  const settled = { batchRows: 2_000, workShare: 0.5, ...options, signal: options.signal ?? null }
  return withStepSession(database, { target, timing, options: settled }, async (context) => {
    const { session } = context
    const pending = preparationOf(await readLedger(session, target), migrations, toDataVersion)
    // All of them before the first runs: a refusal leaves nothing half done.
    const statements = new Map<number, readonly StepStatement[]>()
    for (const migration of pending) if (migration.run !== 'transaction') statements.set(migration.dataVersion, await readStatements(migration))
    if (pending.length > 0) await inTransaction(session, () => openJournal(context, pending))
    for (const migration of pending) {
      stopWhenAsked(context, migration.name)
      await prepareOne(context, migration, statements.get(migration.dataVersion) ?? [])
    }
    return readPreparation(session, target)
  })
}

async function openJournal(context: StepContext, pending: readonly MigrationSource[]): Promise<void> {
  const { session, target } = context
  await createLedger(session, target)
  await createStepJournal(session, target)
  const ledger = await readLedger(session, target)
  // Later ones are noted as each migration ends.
  if (!ledger.some(({ prepared }) => prepared)) await noteShape(session, target, dataVersionOf(ledger))
  await renewMark(session, target)
  const offered = new Map(pending.map((migration) => [migration.dataVersion, migration]))
  for (const { dataVersion, migration, checksum } of await readSteps(session, target)) {
    const other = offered.get(dataVersion)
    if (other && other.checksum !== checksum) throw migratorErrors.MIGRATION_CHECKSUM_MISMATCH({ migration, applied: checksum, offered: other.checksum })
  }
}

async function prepareOne(context: StepContext, migration: MigrationSource, statements: readonly StepStatement[]): Promise<void> {
  const { session, target, options, timing } = context
  await reportProgress(options, { migration: migration.name, done: 'succeeded' }, async () => {
    if (migration.run === 'outside') await runOutside(context, migration, statements)
    const rows = migration.run === 'batches' ? await runInBatches(context, migration, statements) : null
    await inTransaction(session, () => withMove({ session, target }, timing, async () => {
      if (migration.run === 'transaction') await runInTransaction(context, migration)
      await recordPrepared(session, migration)
      await noteShape(session, target, migration.dataVersion)
      await applyGuards(session, target)
      await renewMark(session, target)
    }))
    return rows === null ? {} : { rows }
  })
}

async function runInTransaction({ session }: StepContext, migration: MigrationSource): Promise<void> {
  await runMigrationSql(session, { migration: migration.name, file: migration.upFile, text: migration.up })
  await session.query('set constraints all immediate')
  const key = { migration, statement: 1 }
  await startStep(session, key)
  await finishStep(session, key)
}

async function runInBatches(context: StepContext, migration: MigrationSource, statements: readonly StepStatement[]): Promise<number> {
  const { onProgress } = context.options
  const [statement] = statements
  // `readStatements` let nothing else through.
  if (statement === undefined) return 0
  return runBatches(context, { migration, statement }, (progress) => onProgress?.({ migration: migration.name, status: 'running', durationMs: null, notes: notesOf(progress) }))
}

function notesOf({ rows, rowsPerSecond, remaining }: BatchProgress): readonly string[] {
  const left = remaining === null ? [] : [`at most ${remaining.toLocaleString('en')} rows left, about ${Math.ceil(remaining / rowsPerSecond).toLocaleString('en')} s`]
  return [`${rows.toLocaleString('en')} rows`, `${Math.round(rowsPerSecond).toLocaleString('en')} rows/s`, ...left]
}
