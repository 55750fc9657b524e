import type { SqlFragment } from './sql.ts'

/** How one statement runs. */
export interface SqlOptions {
  /** Cancels the statement on the server too. Default: the call's own signal. */
  readonly signal?: AbortSignal
  /** The server gives up after this. Default: the server's own `statement_timeout`. */
  readonly timeoutMs?: number
}

/** How rows are streamed. */
export interface SqlStreamOptions extends SqlOptions {
  /** Rows fetched at a time, and at most twice that held in memory. Default 500. */
  readonly batchRows?: number
}

/** Rows to add to one table. */
export interface CopyTarget {
  /** A table of the module. */
  readonly table: string
  /** Columns given for each row, in their order; the others take their defaults. */
  readonly columns: readonly string[]
}

/** A value of a row to copy. Objects and arrays are written as JSON, dates in UTC, bytes as bytea. */
export type CopyValue = string | number | bigint | boolean | Date | Uint8Array | object | null

/** SQL inside one transaction of the tenant. */
export interface TransactionSql {
  /** Runs one statement and returns its rows. @throws SQL_REFUSED, and the server's own errors with their SQLSTATE as `code` */
  rows<Row = Record<string, unknown>>(statement: SqlFragment): Promise<readonly Row[]>
  /** Runs one statement and returns how many rows it touched. */
  run(statement: SqlFragment): Promise<number>
}

/**
 * Raw SQL as one tenant: each call is bound to the tenant's schema and identity for the length of its
 * transaction, like the Prisma client beside it. Statements are parsed before they run the first time:
 * one that names a table without `sql.table`, touches another schema, or changes role, tenant or
 * transaction is refused with SQL_REFUSED. A time limit that passes rejects with STATEMENT_TIMEOUT,
 * an abort with the signal's reason; both end the work on the server, and nothing of it stays.
 */
export interface TenantSql extends TransactionSql {
  rows<Row = Record<string, unknown>>(statement: SqlFragment, options?: SqlOptions): Promise<readonly Row[]>
  run(statement: SqlFragment, options?: SqlOptions): Promise<number>
  /** Runs all statements in one transaction, sent in one flush. Returns the rows of each; when one fails, nothing was done. */
  batch(statements: readonly SqlFragment[], options?: SqlOptions): Promise<readonly (readonly Record<string, unknown>[])[]>
  /** Runs `work` in one transaction; it commits when `work` resolves. The time limit is each statement's. */
  transaction<Result>(work: (sql: TransactionSql) => Promise<Result>, options?: SqlOptions): Promise<Result>
  /**
   * Rows as they are wanted, from one snapshot, in memory a batch at a time. Stopping early ends the query.
   * Holds one connection until the end.
   */
  stream<Row = Record<string, unknown>>(statement: SqlFragment, options?: SqlStreamOptions): AsyncIterable<Row>
  /**
   * Adds rows by COPY, all or none, under the same guards as an insert. Reads them as fast as the server
   * takes them. Uses a connection of its own.
   * @returns the number of rows added
   */
  copy(target: CopyTarget, rows: Iterable<readonly CopyValue[]> | AsyncIterable<readonly CopyValue[]>, options?: SqlOptions): Promise<number>
}
