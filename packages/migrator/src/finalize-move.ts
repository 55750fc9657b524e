import { nothingPreserved } from '@tenon/model'
import type { MigrationResult, MigrationSource } from '@tenon/model'
import { applyGuards } from './guards.ts'
import { createLedger, readLedger, recordApplied, recordFinalized, renewMark } from './ledger.ts'
import { migratorErrors } from './migrator-errors.ts'
import { reportProgress } from './report-progress.ts'
import { runMigrationSql } from './run-migration-sql.ts'
import { dataVersionOf, pendingContract } from './verify-migrations.ts'
import { readStatements } from './steps/read-statements.ts'
import type { MoveContext } from './with-move.ts'

/** Runs the contract steps and closes the way back. */
export async function finalizeMove({ session, target, options }: MoveContext, migrations: readonly MigrationSource[]): Promise<MigrationResult> {
  await createLedger(session, target)
  const ledger = await readLedger(session, target)
  const prepared = ledger.findLast((entry) => entry.prepared)
  if (prepared) throw migratorErrors.MIGRATION_PREPARED({ tenantId: target.tenantId, module: target.module, migration: prepared.name })
  const pending = pendingContract(ledger, migrations, options.toDataVersion)
  for (const migration of pending) if (migration.run !== 'transaction') await readStatements(migration)
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
