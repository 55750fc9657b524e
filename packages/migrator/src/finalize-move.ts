import { nothingPreserved } from '@tenon/model'
import type { MigrationResult, MigrationSource, MigrationTarget, MoveOptions, SqlSession } from '@tenon/model'
import { applyGuards } from './guards.ts'
import { createLedger, readLedger, recordApplied, recordFinalized } from './ledger.ts'
import { reportProgress } from './report-progress.ts'
import { runMigrationSql } from './run-migration-sql.ts'
import { dataVersionOf, pendingContract } from './verify-migrations.ts'

/** Runs the contract steps and closes the way back. */
export async function finalizeMove(session: SqlSession, target: MigrationTarget, migrations: readonly MigrationSource[], options: MoveOptions): Promise<MigrationResult> {
  await createLedger(session, target)
  const ledger = await readLedger(session, target)
  const pending = pendingContract(ledger, migrations, options.toDataVersion)
  for (const migration of pending) {
    await reportProgress(options, migration.name, 'succeeded', async () => {
      await runMigrationSql(session, { migration: migration.name, file: migration.upFile, text: migration.up })
      await recordApplied(session, migration)
      return {}
    })
  }
  await recordFinalized(session)
  await applyGuards(session, target)
  return { dataVersion: dataVersionOf([...ledger, ...pending]), applied: pending.map(({ name }) => name), preserved: nothingPreserved }
}
