import { nothingPreserved } from '@tenon/model'
import type { FinalizeOptions, MigrationResult } from '@tenon/model'
import { applyGuards } from './guards.ts'
import { createLedger, readLedger, recordApplied, recordFinalized, renewMark } from './ledger.ts'
import { migratorErrors } from './migrator-errors.ts'
import { reportProgress } from './report-progress.ts'
import { runMigrationSql } from './run-migration-sql.ts'
import { dataVersionOf, pendingContract } from './verify-migrations.ts'
import { takeSnapshot } from './snapshot/take-snapshot.ts'
import { readStatements } from './steps/read-statements.ts'
import type { MoveContext } from './with-move.ts'

/** What a finalize works with. */
export interface FinalizeContext extends MoveContext {
  readonly options: FinalizeOptions
}

/** Keeps what the contract steps remove, runs them and closes the way back. */
export async function finalizeMove({ session, target, options }: FinalizeContext): Promise<MigrationResult> {
  await createLedger(session, target)
  const ledger = await readLedger(session, target)
  const prepared = ledger.findLast((entry) => entry.prepared)
  if (prepared) throw migratorErrors.MIGRATION_PREPARED({ tenantId: target.tenantId, module: target.module, migration: prepared.name })
  const pending = pendingContract(ledger, options.migrations, options.toDataVersion)
  for (const migration of pending) if (migration.run !== 'transaction') await readStatements(migration)
  await takeSnapshot(session, target, { contracts: pending, dataVersion: dataVersionOf(ledger), keepUntil: options.keepUntil ?? null })
  for (const migration of pending) {
    await reportProgress(options, { migration: migration.name, done: 'succeeded' }, async () => {
      await runMigrationSql(session, { migration: migration.name, file: migration.upFile, text: migration.up })
      await recordApplied(session, migration)
      return {}
    })
  }
  await recordFinalized(session)
  await applyGuards(session, target)
  await renewMark(session, target)
  return { dataVersion: dataVersionOf([...ledger, ...pending]), applied: pending.map(({ name }) => name), preserved: nothingPreserved }
}
