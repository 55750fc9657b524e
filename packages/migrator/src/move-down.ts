import { nothingPreserved } from '@tenon/model'
import type { LedgerEntry, MigrationResult, SqlSession } from '@tenon/model'
import { applyGuards } from './guards.ts'
import { readLedger, recordUndone, renewMark } from './ledger.ts'
import { reportProgress } from './report-progress.ts'
import { runMigrationSql } from './run-migration-sql.ts'
import { countStash } from './stash/count-stash.ts'
import { findLosses } from './stash/find-losses.ts'
import type { Loss } from './stash/find-losses.ts'
import { readCatalog } from './stash/read-catalog.ts'
import { copyLosses, recordBasis, settleRows } from './stash/set-aside.ts'
import { dataVersionOf, pendingDown } from './verify-migrations.ts'
import type { MoveContext } from './with-move.ts'

type Undo = LedgerEntry & { readonly down: string }

/** Undoes what is above the wanted data version, newest first, keeping what the downs would destroy. */
export async function moveDown(context: MoveContext): Promise<MigrationResult> {
  const { session, target, options } = context
  const ledger = await readLedger(session, target)
  const undo = pendingDown(ledger, options.toDataVersion)
  const dataVersion = dataVersionOf(ledger.filter((entry) => entry.dataVersion <= options.toDataVersion))
  if (undo.length === 0) return { dataVersion, applied: [], preserved: nothingPreserved }
  const losses = await rehearse(context, undo)
  for (const entry of undo) {
    await reportProgress(options, { migration: entry.name, done: 'rolled-back' }, () => undoOne(context, entry, losses.get(entry.dataVersion) ?? []))
  }
  const setAside = await countStash(session, 'set-aside')
  await recordBasis(session, dataVersion, await readCatalog(session, target.schema))
  await applyGuards(session, target)
  await renewMark(session, target)
  return { dataVersion, applied: undo.map(({ name }) => name), preserved: { setAside, putBack: {}, superseded: {} } }
}

/** Runs all downs in a savepoint, looks at the catalog after each, and takes everything back. */
async function rehearse({ session, target }: MoveContext, undo: readonly Undo[]): Promise<ReadonlyMap<number, readonly Loss[]>> {
  const losses = new Map<number, readonly Loss[]>()
  await session.query('savepoint tenon_rehearsal')
  let before = await readCatalog(session, target.schema)
  for (const entry of undo) {
    await runDown(session, entry)
    const after = await readCatalog(session, target.schema)
    losses.set(entry.dataVersion, findLosses(before, after))
    before = after
  }
  await session.query('rollback to savepoint tenon_rehearsal')
  return losses
}

async function undoOne({ session, target }: MoveContext, entry: Undo, losses: readonly Loss[]) {
  await copyLosses(session, entry.dataVersion, losses)
  await runDown(session, entry)
  if (losses.some(({ kind }) => kind === 'rows')) await settleRows(session, losses, await readCatalog(session, target.schema))
  await recordUndone(session, entry.dataVersion)
  return {}
}

async function runDown(session: SqlSession, { name, down }: Undo): Promise<void> {
  await runMigrationSql(session, { migration: name, file: `prisma/migrations/${name}/down.sql`, text: down })
  await session.query('set constraints all immediate')
}
