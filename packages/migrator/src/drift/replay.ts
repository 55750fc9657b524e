import type { MigrationSource, MigrationTarget, SqlSession } from '@tenon/model'
import { applyGuards } from '../guards.ts'
import { createLedger } from '../ledger.ts'
import type { LedgerRow } from '../ledger.ts'
import { replayable } from '../replayable.ts'
import { failureOf, runMigrationSql } from '../run-migration-sql.ts'
import type { MigrationSql } from '../run-migration-sql.ts'
import { splitStatements } from '../split-statements.ts'
import { renewSchemaEnums } from '../stash/renew-enums.ts'

/** A value of an enum that this very transaction added. */
const unusedEnumValue = '55P04'

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
  const source = { migration: name, file: upFile, text: await replayable(up) }
  await wholeBatches(session)
  await session.query('savepoint tenon_replayed')
  try {
    await runMigrationSql(session, source)
  } catch (error) {
    if (sqlStateOf((error as Error).cause) !== unusedEnumValue) throw error
    await session.query('rollback to savepoint tenon_replayed')
    await runRenewing(session, schema, source)
  }
  await session.query('set constraints all immediate; release savepoint tenon_replayed')
}

/** Until the transaction ends or is taken back: a statement made to run in batches does all in one. */
export async function wholeBatches(session: SqlSession): Promise<void> {
  await session.query(`select set_config('tenon.batch_rows', '2147483647', true)`)
}

/** Statement by statement, for one may use what another right before it added. */
async function runRenewing(session: SqlSession, schema: string, source: MigrationSql): Promise<void> {
  const statements = await splitStatements(source.text)
  for (const statement of 'offset' in statements ? [] : statements) {
    await session.query('savepoint tenon_replayed_one')
    try {
      await session.query(statement.sql)
    } catch (error) {
      if (sqlStateOf(error) !== unusedEnumValue) throw failureOf(source, statement, error as Error)
      await session.query('rollback to savepoint tenon_replayed_one')
      if (!(await renewSchemaEnums(session, schema))) throw failureOf(source, statement, error as Error)
      await session.query(statement.sql).catch((again: unknown) => { throw failureOf(source, statement, again as Error) })
    }
  }
}

/** The migrations that a ledger names, in the order in which they were applied. */
export function appliedOf(ledger: readonly LedgerRow[], migrations: readonly MigrationSource[]): readonly MigrationSource[] {
  const byVersion = new Map(migrations.map((migration) => [migration.dataVersion, migration]))
  return ledger.toSorted((a, b) => (a.appliedAt < b.appliedAt ? -1 : a.appliedAt > b.appliedAt ? 1 : a.dataVersion - b.dataVersion))
    .flatMap(({ dataVersion }) => byVersion.get(dataVersion) ?? [])
}

function sqlStateOf(error: unknown): unknown {
  return (error as { readonly code?: unknown } | undefined)?.code
}
