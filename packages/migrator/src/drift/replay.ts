import type { MigrationSource, MigrationTarget, SqlSession } from '@tenon/model'
import { applyGuards } from '../guards.ts'
import { createLedger } from '../ledger.ts'
import { runMigrationSql } from '../run-migration-sql.ts'
import { splitStatements } from '../split-statements.ts'
import type { LedgerRow } from '../ledger.ts'

/**
 * Runs the migrations of a ledger in an empty schema, in the order in which they were applied, with
 * the guards. The session's search path leads to the schema. No rows, no history: only the shape.
 */
export async function replay(session: SqlSession, target: MigrationTarget, migrations: readonly MigrationSource[]): Promise<void> {
  await createLedger(session, target)
  await wholeBatches(session)
  for (const { name, upFile, up, run } of migrations) {
    await runMigrationSql(session, { migration: name, file: upFile, text: run === 'outside' ? await insideTransaction(up) : up })
    await session.query('set constraints all immediate')
  }
  await applyGuards(session, target)
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

/** The same shape from statements that a transaction takes: an index is built at once where it would be built concurrently. */
export async function insideTransaction(text: string): Promise<string> {
  const statements = await splitStatements(text)
  if ('offset' in statements) return text
  return statements.map(({ sql, kind }) => (kind === 'IndexStmt' || kind === 'DropStmt' || kind === 'ReindexStmt' ? sql.replace(concurrently, '$1') : sql)).join(';\n')
}

/** The word where the grammar has it: after comments, `create [unique] index` or `drop index`. The statement's kind is the parser's. */
const concurrently = /^((?:\s|--[^\n]*\n|\/\*[\s\S]*?\*\/)*(?:create\s+(?:unique\s+)?index|drop\s+index|reindex\s+\w+)\s+)concurrently\s/i
