import type { SqlSession } from '@tenon/model'
import { failureOf, runMigrationSql } from './run-migration-sql.ts'
import type { MigrationSql } from './run-migration-sql.ts'
import { splitStatements } from './split-statements.ts'
import { renewSchemaEnums } from './stash/renew-enums.ts'

/** A value of an enum that this very transaction added. */
const unusedEnumValue = '55P04'

/**
 * Runs the statements of one file as {@link runMigrationSql} does, and `set constraints all immediate` after them.
 * A file may use a value that an earlier migration of the same move added to an enum: where PostgreSQL forbids
 * it, those enums are made anew, which rewrites the tables that use them. Costs no round trip where that is not needed.
 * @throws MIGRATION_FAILED, MIGRATION_STATEMENT_REFUSED
 */
export async function runUsingNewValues(session: SqlSession, schema: string, source: MigrationSql): Promise<void> {
  const [, ran] = await Promise.allSettled([session.query('savepoint tenon_file'), runMigrationSql(session, source)])
  if (ran.status === 'rejected') {
    if (sqlStateOf((ran.reason as Error).cause) !== unusedEnumValue) throw ran.reason
    await session.query('rollback to savepoint tenon_file')
    await runRenewing(session, schema, source)
  }
  await session.query('set constraints all immediate; release savepoint tenon_file')
}

/** Statement by statement, for one may use what another right before it added. */
async function runRenewing(session: SqlSession, schema: string, source: MigrationSql): Promise<void> {
  const statements = await splitStatements(source.text)
  for (const statement of 'offset' in statements ? [] : statements) {
    await session.query('savepoint tenon_statement')
    try {
      await session.query(statement.sql)
    } catch (error) {
      if (sqlStateOf(error) !== unusedEnumValue) throw failureOf(source, statement, error as Error)
      await session.query('rollback to savepoint tenon_statement')
      if (!(await renewSchemaEnums(session, schema))) throw failureOf(source, statement, error as Error)
      await session.query(statement.sql).catch((again: unknown) => { throw failureOf(source, statement, again as Error) })
    }
    await session.query('release savepoint tenon_statement')
  }
}

function sqlStateOf(error: unknown): unknown {
  return (error as { readonly code?: unknown } | undefined)?.code
}
