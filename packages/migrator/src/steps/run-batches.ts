import type { MigrationSource } from '@tenon/model'
import { failureOf } from '../run-migration-sql.ts'
import { tablesOf } from './effect-of.ts'
import type { StepStatement } from './read-statements.ts'
import { advanceStep, finishStep, readSteps, startStep } from './step-journal.ts'
import { inTransaction, retryLocks, stopWhenAsked } from './step-session.ts'
import type { StepContext } from './step-session.ts'

/** How far a batched migration is. */
export interface BatchProgress {
  /** Rows touched so far, by all attempts. */
  readonly rows: number
  /** In this attempt, pauses included; 0 before the first batch ended. */
  readonly rowsPerSecond: number
  /** Rows that may still come, by the server's estimate of the table; null when it has none. */
  readonly remaining: number | null
}

/** A migration that runs in batches. */
export interface BatchedMigration {
  readonly migration: MigrationSource
  /** Its only one. */
  readonly statement: StepStatement
}

/** After so many batches in a row that were not full, what is left is what is being written right now: the move fills it. */
const fewEnough = 5

/**
 * Runs the one statement of a batched migration again and again, each time in a transaction of its own
 * together with its count, until it touches no row, or hardly any for a while. Between two batches it rests, so that it takes only its
 * share of the time. An interruption loses at most the batch in progress.
 * @returns rows touched by all attempts
 */
export async function runBatches(context: StepContext, batched: BatchedMigration, onBatch: (progress: BatchProgress) => void): Promise<number> {
  const { session, target, options, timing } = context
  const { migration, statement } = batched
  const key = { migration, statement: statement.number }
  await startStep(session, key)
  const earlier = (await readSteps(session, target)).find(({ dataVersion }) => dataVersion === migration.dataVersion)?.rows ?? 0
  const expected = await estimateRows(context, statement.sql)
  const startedAt = performance.now()
  for (let rows = 0, few = 0; ;) {
    const batchStartedAt = performance.now()
    const touched = await retryLocks(context, migration.name, () => runBatch(context, batched))
    rows += touched
    few = touched < options.batchRows ? few + 1 : 0
    if (touched === 0 || few === fewEnough) {
      await finishStep(session, key)
      return earlier + rows
    }
    const remaining = expected === null ? null : Math.max(0, expected - earlier - rows)
    onBatch({ rows: earlier + rows, rowsPerSecond: rows / ((performance.now() - startedAt) / 1000), remaining })
    stopWhenAsked(context, migration.name)
    await timing.wait((performance.now() - batchStartedAt) * (1 / options.workShare - 1))
  }
}

function runBatch({ session, options }: StepContext, { migration, statement }: BatchedMigration): Promise<number> {
  return inTransaction(session, async () => {
    await session.query(`select set_config('tenon.batch_rows', $1, true)`, [String(options.batchRows)])
    const { rowCount } = await session.query(statement.sql).catch((error: unknown) => {
      throw failureOf({ migration: migration.name, file: migration.upFile, text: migration.up }, statement, error as { readonly code?: string })
    })
    await advanceStep(session, { migration, statement: statement.number }, rowCount)
    return rowCount
  })
}

/** The largest table the statement speaks of, as the server last counted it: cheap, and near enough to say minutes or hours. */
async function estimateRows({ session, target }: StepContext, sql: string): Promise<number | null> {
  const { rows } = await session.query<{ rows: number | null }>(`
    select max(greatest(reltuples, pg_stat_get_live_tuples(oid)))::float8 as rows from pg_class
    where relname = any($1::text[]) and relnamespace = (select oid from pg_namespace where nspname = $2) and relkind in ('r', 'p')`, [await tablesOf(sql), target.schema])
  const count = rows[0]?.rows ?? null
  return count === null || count <= 0 ? null : count
}
