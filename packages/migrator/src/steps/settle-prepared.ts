import type { MigrationResult, MigrationSource } from '@tenon/model'
import { nothingPreserved } from '@tenon/model'
import { applyGuards } from '../guards.ts'
import { readLedger, recordSettled, renewMark } from '../ledger.ts'
import type { LedgerRow } from '../ledger.ts'
import { migratorErrors } from '../migrator-errors.ts'
import { moveUp } from '../move-up.ts'
import { reportProgress } from '../report-progress.ts'
import { countStash } from '../stash/count-stash.ts'
import { judgeBasis } from '../stash/judge-basis.ts'
import { putBack } from '../stash/put-back.ts'
import { readCatalog } from '../stash/read-catalog.ts'
import { runRestore } from '../stash/run-restore.ts'
import { renewBasis } from '../stash/set-aside.ts'
import { dataVersionOf, pendingUp } from '../verify-migrations.ts'
import type { MoveContext } from '../with-move.ts'
import { fillAgain } from './fill-again.ts'
import { carryBasisOver, letKeptRowsWin } from './served-shape.ts'
import { forgetSteps } from './step-journal.ts'

/** An upgrade of data that may be prepared: first what was prepared, then the rest. */
export async function moveUpPrepared(context: MoveContext, migrations: readonly MigrationSource[]): Promise<MigrationResult> {
  // Of a module without such migrations nothing can be prepared: it pays for none of this.
  const settled = migrations.some(({ run }) => run !== 'transaction') ? await settlePrepared(context, migrations) : null
  const moved = await moveUp(context, migrations)
  if (settled === null) return moved
  if (moved.applied.length === 0) return endSettled(context, settled)
  return { ...moved, applied: [...settled.applied, ...moved.applied], preserved: { ...moved.preserved, putBack: sumOf(settled.preserved.putBack, moved.preserved.putBack) } }
}

/**
 * The first act of a move over prepared data, inside its transaction: kept values return, backfills see what
 * the version in force wrote meanwhile, and what was prepared is applied from here on.
 * @returns what it did; null when nothing was prepared
 * @throws MIGRATION_NOT_PREPARED when something pending cannot run in a transaction, MIGRATION_PREPARED when more is prepared than is asked for
 */
async function settlePrepared(context: MoveContext, migrations: readonly MigrationSource[]): Promise<MigrationResult | null> {
  const { session, target, options: { toDataVersion } } = context
  const ledger = await readLedger(session, target)
  const unprepared = pendingUp(ledger, migrations, toDataVersion).filter(({ run }) => run !== 'transaction').map(({ name }) => name)
  if (unprepared.length > 0) throw migratorErrors.MIGRATION_NOT_PREPARED({ tenantId: target.tenantId, module: target.module, migrations: unprepared })
  const prepared = ledger.filter((entry) => entry.prepared)
  if (prepared.length === 0) return null
  const beyond = prepared.find(({ dataVersion }) => dataVersion > toDataVersion)
  if (beyond) throw migratorErrors.MIGRATION_PREPARED({ tenantId: target.tenantId, module: target.module, migration: beyond.name })
  let dataVersion = dataVersionOf(ledger)
  await letKeptRowsWin(session, target, dataVersion)
  let counts: Readonly<Record<string, number>> = {}
  for (const entry of prepared) {
    await carryBasisOver(session, target, dataVersion)
    await judgeBasis(session, target.schema, dataVersion)
    dataVersion = entry.dataVersion
    const put = await reportProgress(context.options, { migration: entry.name, done: 'succeeded' }, () => settleOne(context, entry, migrations))
    counts = sumOf(counts, put)
  }
  await forgetSteps(session, target)
  return { dataVersion, applied: prepared.map(({ name }) => name), preserved: { ...nothingPreserved, putBack: counts } }
}

/** The end of a move that had nothing but prepared migrations: what `moveUp` does after its last one. */
async function endSettled({ session, target }: MoveContext, settled: MigrationResult): Promise<MigrationResult> {
  await applyGuards(session, target)
  const superseded = await countStash(session, 'superseded')
  await session.query('update tenon_stash set stands = null where superseded and stands is not null')
  await renewBasis(session, settled.dataVersion, await readCatalog(session, target.schema))
  await renewMark(session, target)
  return { ...settled, preserved: { ...settled.preserved, superseded } }
}

async function settleOne({ session, target }: MoveContext, entry: LedgerRow, migrations: readonly MigrationSource[]) {
  const source = migrations.find(({ dataVersion }) => dataVersion === entry.dataVersion)
  const restored = source ? await runRestore(session, target.schema, source) : {}
  const put = sumOf(restored, await putBack(session, target.schema, entry.dataVersion))
  if (source) await fillAgain(session, source)
  await recordSettled(session, entry.dataVersion)
  return put
}

function sumOf(a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])]
  return Object.fromEntries(names.map((name) => [name, (a[name] ?? 0) + (b[name] ?? 0)]))
}
