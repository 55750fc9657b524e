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
  /**
   * Sends several statements in one message and waits for the last. The text opens and ends its own
   * transaction and says who it runs as; when a statement fails, nothing behind it runs and what was
   * open is rolled back. The message sets nothing that outlives it.
   */
  script(text: string): Promise<void>
  /**
   * Runs `work` outside any transaction, as the owner role, on a connection of its own that is closed
   * afterwards: for what PostgreSQL refuses inside one. Needs a direct connection, not a pooler in transaction mode.
   */
  session<Result>(work: (session: SqlSession) => Promise<Result>): Promise<Result>
  /**
   * Says on the server that this process is there, under a name of its own, for as long as its connection lives: a
   * session-level advisory lock, so that a killed process is gone at once for everybody. Needs a direct connection.
   * @param onLost - called when the connection broke: from now on others may believe that nobody is here
   * @param onBack - called when the name is held again
   * @returns a function that ends it
   */
  announce(name: string, onLost: () => void, onBack: () => void): Promise<() => Promise<void>>
  /** Which of these names are announced by a living connection now. */
  announced(session: SqlSession, names: readonly string[]): Promise<readonly string[]>
  /** Calls `onMessage` for every NOTIFY on `channel`, and `onGap` after a reconnect, when messages may have been missed. Resolves to a function that stops listening. */
  listen(channel: string, onMessage: (payload: string) => void, onGap: () => void): Promise<() => Promise<void>>
}
