import type { MigrationSource, MigrationTarget, SqlSession } from '@tenon/model'
import { applyGuards } from '../guards.ts'
import { createLedger } from '../ledger.ts'
import type { LedgerRow } from '../ledger.ts'
import { replayable } from '../replayable.ts'
import { runUsingNewValues } from '../run-using-new-values.ts'

/**
 * Runs the migrations of a ledger in an empty schema, in the order in which they were applied, with
 * the guards. The session's search path leads to the schema. No rows, no history: only the shape.
 */
export async function replay(session: SqlSession, target: MigrationTarget, migrations: readonly MigrationSource[]): Promise<void> {
  await createLedger(session, target)
  for (const migration of migrations) await replayOne(session, target, migration)
  await applyGuards(session, target)
}

/**
 * Runs one migration of a replay, whatever its run line says, in the transaction of the whole replay. A value that
 * an earlier migration of the replay added to an enum may be used: where PostgreSQL forbids it, the schema's
 * enums are made anew.
 * @throws MIGRATION_FAILED when it does not run on an empty schema
 */
export async function replayOne(session: SqlSession, { schema }: Pick<MigrationTarget, 'schema'>, { name, upFile, up }: Pick<MigrationSource, 'name' | 'upFile' | 'up'>): Promise<void> {
  await wholeBatches(session)
  await runUsingNewValues(session, schema, { migration: name, file: upFile, text: await replayable(up) })
}

/** Until the transaction ends or is taken back: a statement made to run in batches does all in one. */
export async function wholeBatches(session: SqlSession): Promise<void> {
  await session.query(`select set_config('tenon.batch_rows', '2147483647', true)`)
}

/** The migrations that a ledger names, in the order in which they were applied. */
export function appliedOf(ledger: readonly LedgerRow[], migrations: readonly MigrationSource[]): readonly MigrationSource[] {
  const byVersion = new Map(migrations.map((migration) => [migration.dataVersion, migration]))
  return ledger.toSorted((a, b) => (a.appliedAt < b.appliedAt ? -1 : a.appliedAt > b.appliedAt ? 1 : a.dataVersion - b.dataVersion))
    .flatMap(({ dataVersion }) => byVersion.get(dataVersion) ?? [])
}
