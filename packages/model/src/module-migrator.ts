import type { TenantDrift } from './drift.ts'
import type { MigrationSource } from './module-artifact.ts'
import type { PreservedData } from './operation.ts'
import type { PlannedStatement } from './planned-statement.ts'
import type { Rehearsal, RehearseOptions } from './rehearsal.ts'
import type { SqlDatabase, SqlSession } from './sql-session.ts'

/** Which (tenant, module) a migration works on, and the schema that holds its data. */
export interface MigrationTarget {
  readonly tenantId: string
  readonly module: string
  /** Unquoted schema name, such as `t_acme__inventory`. */
  readonly schema: string
  /**
   * How its tables are closed to other tenants. `column` (default): each row says whose it is, in `tenant_id`.
   * `schema`: the whole schema is this tenant's, for modules that are own placement only.
   */
  readonly guard?: 'column' | 'schema'
}

/** One migration as the ledger inside the tenant's schema records it. */
export interface LedgerEntry {
  readonly name: string
  readonly dataVersion: number
  readonly phase: MigrationSource['phase']
  readonly checksum: string
  readonly appliedAt: string
  /** The down SQL that was shipped with it: the way back never depends on the artifact being at hand. */
  readonly down: string | null
  /** True while it was run ahead of the move it belongs to: the version in force does not count on it yet. */
  readonly prepared: boolean
}

/** Progress of one migration, for the journal and for people. */
export interface MigrationProgress {
  readonly migration: string
  readonly status: 'running' | 'succeeded' | 'failed' | 'rolled-back'
  readonly durationMs: number | null
  readonly notes: readonly string[]
}

/** What a move did. */
export interface MigrationResult {
  readonly dataVersion: number
  readonly applied: readonly string[]
  readonly preserved: PreservedData
}

/**
 * Moves the data of one (tenant, module) inside a transaction that the caller owns, so that the
 * caller's own rows (lock revision, journal) commit with it or not at all. Implemented by `@tenon/migrator`.
 *
 * Every method takes the advisory lock of (tenant, module) for the length of the transaction,
 * sets `lock_timeout` and `statement_timeout`, and rejects with `MIGRATION_FAILED` naming file,
 * line, SQLSTATE and the server's message when a statement fails. After a rejection the caller
 * must roll its transaction back.
 */
export interface ModuleMigrator {
  /** Data version and ledger; data version 0 and no entries when the schema does not exist. */
  readLedger(session: SqlSession, target: MigrationTarget): Promise<readonly LedgerEntry[]>
  /**
   * The ledgers of many targets of one module, by schema, in a few queries however many there are: targets that carry the
   * same mark have the same ledger, which is read once (`appliedAt` is that of the one it was read from). Reads only.
   */
  readLedgers(session: SqlSession, targets: readonly MigrationTarget[]): Promise<ReadonlyMap<string, readonly LedgerEntry[]>>
  /** About how many rows each table of these targets holds, by schema and table, from the server's statistics: one query that waits for no lock. Schemas that are missing or hold no table are left out. */
  countRows(session: SqlSession, targets: readonly MigrationTarget[]): Promise<ReadonlyMap<string, ReadonlyMap<string, number>>>
  /**
   * What each statement of a migration locks and what its time grows with, read by PostgreSQL's parser from the text
   * alone. Asks no database. Text that is no SQL has no statements.
   */
  describeStatements(sql: string, options?: DescribeStatementsOptions): Promise<readonly PlannedStatement[]>
  /** Creates the schema when missing and applies, in order, every non-contract migration not in the ledger up to `toDataVersion`; puts stashed values back. Verifies checksums and guards. */
  up(session: SqlSession, target: MigrationTarget, options: ForwardOptions): Promise<MigrationResult>
  /** Undoes, newest first, every ledger entry above `toDataVersion`, stashing what the downs would destroy. Rejects with `MIGRATION_IRREVERSIBLE` before it touches anything when one has no way back or was finalized. */
  down(session: SqlSession, target: MigrationTarget, options: MoveOptions): Promise<MigrationResult>
  /**
   * Runs ahead of an upgrade what cannot run inside its transaction: everything pending up to and including the
   * last migration that says `-- run: outside` or `-- run: batches`, while the version in force goes on serving.
   * The ledger has it as `prepared`, which no data version counts; `up` then makes it its own. Stops at any
   * point (signal, kill of either side) without harm: called again it goes on from there, by the journal in the
   * tenant's schema. Returns at once when there is nothing to prepare. The way takes a connection of its own.
   * Rejects with `PREPARATION_BUSY` when somebody else prepares or moves, `PREPARATION_STOPPED` after an abort,
   * `MIGRATION_RUN_REFUSED` before anything runs, `MIGRATION_FAILED` with file and line; what is prepared stays.
   */
  prepare(database: SqlDatabase, target: MigrationTarget, options: PrepareOptions): Promise<Preparation>
  /** How far a preparation has come, also of one that was interrupted. Reads only. */
  readPreparation(session: SqlSession, target: MigrationTarget): Promise<Preparation>
  /** Undoes what is prepared and not yet moved to, the unfinished migration too, keeping what the downs would destroy. */
  abandon(session: SqlSession, target: MigrationTarget, options?: Pick<MoveOptions, 'onProgress'>): Promise<MigrationResult>
  /**
   * Runs the contract migrations and empties the stash: the way back closes. What they remove or change is copied
   * into a snapshot in the tenant's schema first, with the stash.
   */
  finalize(session: SqlSession, target: MigrationTarget, options: FinalizeOptions): Promise<MigrationResult>
  /** What finalizes removed and is still kept, newest first. */
  snapshots(session: SqlSession, target: MigrationTarget): Promise<readonly Snapshot[]>
  /** Writes a snapshot out as tables in a schema of its own, `<schema>__snapshot_<number>`, never over live data. Rejects with `SNAPSHOT_UNKNOWN`, `SNAPSHOT_RESTORED`. */
  restoreSnapshot(session: SqlSession, target: MigrationTarget, number: number): Promise<RestoredSnapshot>
  /** A snapshot as lines of JSON, `{"table": ..., "row": {...}}`, a thousand rows at a time; the session's transaction stays open until the last line. */
  readSnapshot(session: SqlSession, target: MigrationTarget, number: number): AsyncIterable<string>
  /** Drops the snapshots whose `keepUntil` is over at `before` (ISO 8601; default: now). Returns their numbers. */
  purgeSnapshots(session: SqlSession, target: MigrationTarget, before?: string): Promise<readonly number[]>
  /**
   * The tenants of one module whose data differs from what the migrations in their ledgers make, with every object
   * that does; none when all is as it should be. Works inside the caller's transaction and leaves nothing in it.
   */
  drift(session: SqlSession, targets: readonly MigrationTarget[], migrations: readonly MigrationSource[]): Promise<readonly TenantDrift[]>
  /**
   * Walks an upgrade up, down and up again on a copy of the tenant's data that nobody ever sees, and says what
   * would fail, be lost or keep others waiting. The session is a transaction in which nothing has run yet.
   */
  rehearse(session: SqlSession, target: MigrationTarget, options: RehearseOptions): Promise<Rehearsal>
  /** Drops the schema with all its data. */
  purge(session: SqlSession, target: MigrationTarget): Promise<void>
}

/** What was there before the SQL that is described. */
export interface DescribeStatementsOptions {
  /** SQL of the migrations before it, in order: tables and types it builds on come from there. Default: none, then every table counts as one that others use. */
  readonly history?: readonly string[]
  /** SQL of the same move that runs before it: what that creates nobody else can see yet. Default: none. */
  readonly sameMove?: readonly string[]
}

/** A move towards newer data: the way back needs no migrations, because the ledger keeps the downs. */
export interface ForwardOptions extends MoveOptions {
  /** The module's whole history, in order; what the ledger has is verified against it, the rest is what may run. */
  readonly migrations: readonly MigrationSource[]
}

/** How to close the way back. */
export interface FinalizeOptions extends ForwardOptions {
  /** Until when what is removed is kept, ISO 8601. Default: 30 days from now. */
  readonly keepUntil?: string
}

/** What one finalize removed, kept for a while inside the tenant's schema. */
export interface Snapshot {
  /** From 1, in the order of finalizes. */
  readonly number: number
  /** In force before the finalize. */
  readonly dataVersion: number
  /** Contract migrations that removed it. */
  readonly migrations: readonly string[]
  readonly tables: readonly TableRows[]
  /** Of all tables. */
  readonly rows: number
  readonly sizeBytes: number
  readonly takenAt: string
  readonly keepUntil: string
}

/** A table by the name it had, and how many rows of it are kept; `tenon_stash` is what roll backs had set aside. */
export interface TableRows {
  readonly table: string
  readonly rows: number
}

/** Where a snapshot was written out. */
export interface RestoredSnapshot {
  readonly schema: string
  readonly tables: readonly TableRows[]
}

/** How a preparation goes about its work, so that the version in force hardly feels it. */
export interface PrepareOptions extends ForwardOptions {
  /** Rows of one batch, which a batched statement reads as `current_setting('tenon.batch_rows')`. Default 2,000. */
  readonly batchRows?: number
  /** Share of the time that batches may take, above 0 to 1; the rest is pauses in between. Default 0.5. */
  readonly workShare?: number
  /** Aborted: the statement in progress is cancelled and the preparation rejects with `PREPARATION_STOPPED`. */
  readonly signal?: AbortSignal
}

/** What is prepared for a move that has not happened yet. */
export interface Preparation {
  /** Names of prepared migrations, oldest first. */
  readonly prepared: readonly string[]
  /** Where it stands inside a migration that has begun and not ended; null when there is none. */
  readonly current: { readonly migration: string; readonly statement: number } | null
  /** Rows that batches touched so far. */
  readonly rows: number
}

/** How far to move, and who watches. */
export interface MoveOptions {
  /** Highest data version to be in force afterwards. */
  readonly toDataVersion: number
  readonly onProgress?: (progress: MigrationProgress) => void
}
