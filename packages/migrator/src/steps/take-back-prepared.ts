import type { MigrationResult, SqlSession } from '@tenon/model'
import { readLedger, recordPrepared } from '../ledger.ts'
import type { LedgerRow } from '../ledger.ts'
import { migratorErrors } from '../migrator-errors.ts'
import { moveDown } from '../move-down.ts'
import { failureOf } from '../run-migration-sql.ts'
import { readSnapshots } from '../snapshot/read-snapshots.ts'
import { splitStatements } from '../split-statements.ts'
import { dataVersionOf } from '../verify-migrations.ts'
import type { MoveContext } from '../with-move.ts'
import { fillAgain } from './fill-again.ts'
import { forgetSteps, readSteps } from './step-journal.ts'
import type { StepRow } from './step-journal.ts'

/** No such object, table or column: the interrupted migration had not come so far. */
const missing = ['42704', '42P01', '42703']

/** Undoes what was prepared and not yet moved to, down to the data version in force, like any other down. */
export async function abandonPrepared(context: Omit<MoveContext, 'options'> & { readonly options: Omit<MoveContext['options'], 'toDataVersion'> }): Promise<MigrationResult> {
  const toDataVersion = dataVersionOf(await readLedger(context.session, context.target))
  return moveDownPrepared({ ...context, options: { ...context.options, toDataVersion } })
}

/**
 * A down that meets prepared migrations, finished or not. Their backfills are brought up to date first: a
 * down that carries values back must not carry back what the version in force has changed since.
 */
export async function moveDownPrepared(context: MoveContext): Promise<MigrationResult> {
  const { session, target } = context
  const steps = await readSteps(session, target)
  const ledger = await readLedger(session, target)
  await refuseFinalized(context, ledger)
  const recorded = new Set(ledger.map(({ dataVersion }) => dataVersion))
  const unfinished = steps.find(({ dataVersion }) => !recorded.has(dataVersion))
  if (unfinished === undefined && !ledger.some(({ prepared }) => prepared)) return moveDown(context)
  if (unfinished?.source.run === 'outside') await takeBackStatements(session, unfinished)
  else if (unfinished !== undefined) await recordPrepared(session, { ...unfinished.source, ...unfinished, name: unfinished.migration })
  const { rows } = await session.query<{ last: string }>('select coalesce(max(id), 0)::text as last from tenon_stash')
  for (const { statement, migration, source } of steps) if (statement === 1) await fillAgain(session, { ...source, name: migration })
  const result = await moveDown(context)
  await dropKeptTwice(session, rows[0]?.last ?? '0')
  await forgetSteps(session, target)
  return result
}

/** Past a finalize there is no way back, but what it removed may still be there: says what that would cost to look through. @throws MIGRATION_IRREVERSIBLE */
async function refuseFinalized({ session, target, options }: MoveContext, ledger: readonly LedgerRow[]): Promise<void> {
  const closed = ledger.findLast(({ dataVersion, finalized }) => finalized && dataVersion > options.toDataVersion)
  if (closed === undefined) return
  const [newest] = await readSnapshots(session, target)
  const snapshot = newest && { number: newest.number, rows: newest.rows, sizeBytes: newest.sizeBytes, keepUntil: newest.keepUntil }
  throw migratorErrors.MIGRATION_IRREVERSIBLE({ migration: closed.name, reason: 'finalized', ...(snapshot ? { snapshot } : {}) })
}

/** A migration that ran in part is undone in part: what its down does not find was never made. */
async function takeBackStatements(session: SqlSession, { migration, source }: StepRow): Promise<void> {
  const [text, file] = [source.down ?? '', `prisma/migrations/${migration}/down.sql`]
  const statements = await splitStatements(text)
  for (const statement of 'offset' in statements ? [] : statements) {
    await session.query('savepoint tenon_take_back')
    try {
      await session.query(statement.sql)
    } catch (error) {
      if (!missing.includes((error as { readonly code?: string }).code ?? '')) throw failureOf({ migration, file, text }, statement, error as Error)
      await session.query('rollback to savepoint tenon_take_back')
    }
    await session.query('release savepoint tenon_take_back')
  }
}

/** The stash was not touched while preparing: what it still holds of a row is older and true, what the downs just kept was computed. */
async function dropKeptTwice(session: SqlSession, lastBefore: string): Promise<void> {
  await session.query(`
    delete from tenon_stash n using tenon_stash o
    where n.id > $1 and o.id <= $1 and not o.superseded and o.data_version = n.data_version and o.table_name = n.table_name and o.key = n.key and o.place is not distinct from n.place`, [lastBefore])
}
