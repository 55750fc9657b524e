import type { SqlSession } from '@tenon/model'
import { migratorErrors } from './migrator-errors.ts'
import { lineAt, splitStatements } from './split-statements.ts'
import type { SqlStatement } from './split-statements.ts'

/** One SQL file of a migration, up or down. */
export interface MigrationSql {
  readonly migration: string
  /** Path inside the module's package. */
  readonly file: string
  readonly text: string
}

/** What the server's error carries, as far as it matters here. */
interface ServerError {
  readonly code?: string
  readonly message?: string
  /** Character of the statement, from 1, as text. */
  readonly position?: string
}

/** Lock not available, deadlock: worth another attempt, so they pass through as they are. */
const retryable = ['55P03', '40P01']

/**
 * Runs the statements of one file in order. They are sent without waiting for each other: one round trip.
 * @throws MIGRATION_FAILED at the first statement that fails, MIGRATION_STATEMENT_REFUSED before any runs,
 * the server's own error when a lock could not be had
 */
export async function runMigrationSql(session: SqlSession, source: MigrationSql): Promise<void> {
  const { migration, file, text } = source
  const statements = await splitStatements(text)
  if ('offset' in statements) {
    throw migratorErrors.MIGRATION_FAILED({ migration, file, line: lineAt(text, statements.offset), sqlState: '42601', message: statements.message })
  }
  refuseTransactionControl(source, statements)
  const outcomes = await Promise.allSettled(statements.map(({ sql }) => session.query(sql)))
  // Those behind the first failure fail too, with "transaction is aborted".
  const failed = outcomes.findIndex(({ status }) => status === 'rejected')
  const outcome = outcomes[failed]
  const statement = statements[failed]
  if (outcome?.status === 'rejected' && statement) throw failureOf(source, statement, outcome.reason as ServerError)
}

function refuseTransactionControl({ migration, file, text }: MigrationSql, statements: readonly SqlStatement[]): void {
  const refused = statements.find(({ kind }) => kind === 'TransactionStmt')
  if (!refused) return
  const statement = refused.sql.trim().split(/\s/, 1)[0] ?? ''
  throw migratorErrors.MIGRATION_STATEMENT_REFUSED({ migration, file, line: lineAt(text, refused.offset), statement })
}

/** What a failed statement is to whoever runs the migration; trouble with locks passes through as it is. */
export function failureOf({ migration, file, text }: MigrationSql, statement: Pick<SqlStatement, 'offset'>, error: ServerError): unknown {
  // Without an SQLSTATE it is the connection that failed, not the statement.
  if (!/^[0-9A-Z]{5}$/.test(error.code ?? '') || error.code === 'EPIPE' || retryable.includes(error.code ?? '')) return error
  const offset = statement.offset + (error.position === undefined ? 0 : Number(error.position) - 1)
  const details = { migration, file, line: lineAt(text, offset), sqlState: error.code ?? '', message: error.message ?? 'no message' }
  return migratorErrors.MIGRATION_FAILED(details, { cause: error })
}
