/** Rows and the number of rows a statement touched. */
export interface SqlResult<Row> {
  readonly rows: readonly Row[]
  readonly rowCount: number
}

/**
 * The narrow door to one open connection, usually inside a transaction. Adapters such as the
 * migrator and the registry's tables are handed one; they never open their own.
 */
export interface SqlSession {
  /** Runs one statement. Values are sent as parameters, never spliced into the text. Rejects with the driver's error. */
  query<Row = Record<string, unknown>>(text: string, values?: readonly unknown[]): Promise<SqlResult<Row>>
}

/** Opens transactions and listens. Implemented by `@tenon/database`. */
export interface SqlDatabase {
  /** Runs `work` in one transaction as the owner role; commits when it resolves, rolls back when it rejects. */
  transaction<Result>(work: (session: SqlSession) => Promise<Result>): Promise<Result>
  /** Runs one statement on its own, as the owner role. */
  query<Row = Record<string, unknown>>(text: string, values?: readonly unknown[]): Promise<SqlResult<Row>>
  /** Calls `onMessage` for every NOTIFY on `channel`, and `onGap` after a reconnect, when messages may have been missed. Resolves to a function that stops listening. */
  listen(channel: string, onMessage: (payload: string) => void, onGap: () => void): Promise<() => Promise<void>>
}
