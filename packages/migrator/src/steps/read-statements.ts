import type { MigrationSource } from '@tenon/model'
import { migratorErrors } from '../migrator-errors.ts'
import { lineAt, splitStatements } from '../split-statements.ts'
import type { SqlStatement } from '../split-statements.ts'
import { effectOf, isLimitedByBatch } from './effect-of.ts'
import type { Effect } from './effect-of.ts'

/** A statement with its position and with what decides how it runs. */
export interface StepStatement extends SqlStatement {
  /** From 1. */
  readonly number: number
  readonly effect: Effect
}

/**
 * The statements of a migration that runs ahead of its move, after checking that they can.
 * @throws MIGRATION_FAILED when the file is no SQL, MIGRATION_STATEMENT_REFUSED, MIGRATION_RUN_REFUSED with file and line
 */
export async function readStatements(migration: MigrationSource): Promise<readonly StepStatement[]> {
  const { name, upFile: file, up: text } = migration
  const parsed = await splitStatements(text)
  if ('offset' in parsed) throw migratorErrors.MIGRATION_FAILED({ migration: name, file, line: lineAt(text, parsed.offset), sqlState: '42601', message: parsed.message })
  const statements = await Promise.all(parsed.map(async (statement, index) => ({ ...statement, number: index + 1, effect: await effectOf(statement.sql) })))
  const refuse = (statement: SqlStatement | undefined, reason: string): never => {
    throw migratorErrors.MIGRATION_RUN_REFUSED({ migration: name, file, line: lineOf(text, statement), reason })
  }
  for (const statement of statements) {
    if (statement.kind === 'TransactionStmt') throw migratorErrors.MIGRATION_STATEMENT_REFUSED({ migration: name, file, line: lineOf(text, statement), statement: statement.sql.trim().split(/\s/, 1)[0] ?? '' })
    if (statement.effect.kind === 'refused') refuse(statement, statement.effect.reason)
  }
  if (migration.phase === 'contract') refuse(statements[0], 'a contract migration runs inside finalize: leave the run line out')
  if (migration.run === 'batches') await checkBatches(statements, refuse)
  return statements
}

async function checkBatches(statements: readonly StepStatement[], refuse: (statement: SqlStatement | undefined, reason: string) => never): Promise<void> {
  const [statement, second] = statements
  if (statement === undefined) return refuse(undefined, 'a migration that runs in batches needs one statement')
  if (second !== undefined) refuse(second, 'a migration that runs in batches has one statement; give the next its own migration')
  if (!['InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt'].includes(statement.kind)) refuse(statement, 'only insert, update, delete and merge run in batches')
  if (!(await isLimitedByBatch(statement.sql))) refuse(statement, `nothing limits the batch: use limit current_setting('tenon.batch_rows')::int`)
}

/** Comments in front of a statement belong to it for the parser, not for a reader. */
function lineOf(text: string, statement: SqlStatement | undefined): number {
  if (statement === undefined) return 1
  const leading = /^(?:\s|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*/.exec(statement.sql)?.[0].length ?? 0
  return lineAt(text, statement.offset + leading)
}
