import type { MigrationSource } from './module-artifact.ts'
import type { PreservedData } from './operation.ts'
import type { SqlSession } from './sql-session.ts'

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
  /** Creates the schema when missing and applies, in order, every non-contract migration not in the ledger up to `toDataVersion`; puts stashed values back. Verifies checksums and guards. */
  up(session: SqlSession, target: MigrationTarget, options: ForwardOptions): Promise<MigrationResult>
  /** Undoes, newest first, every ledger entry above `toDataVersion`, stashing what the downs would destroy. Rejects with `MIGRATION_IRREVERSIBLE` before it touches anything when one has no way back or was finalized. */
  down(session: SqlSession, target: MigrationTarget, options: MoveOptions): Promise<MigrationResult>
  /** Runs the contract migrations and empties the stash: the way back closes. */
  finalize(session: SqlSession, target: MigrationTarget, options: ForwardOptions): Promise<MigrationResult>
  /** Drops the schema with all its data. */
  purge(session: SqlSession, target: MigrationTarget): Promise<void>
}

/** A move towards newer data: the way back needs no migrations, because the ledger keeps the downs. */
export interface ForwardOptions extends MoveOptions {
  /** The module's whole history, in order; what the ledger has is verified against it, the rest is what may run. */
  readonly migrations: readonly MigrationSource[]
}

/** How far to move, and who watches. */
export interface MoveOptions {
  /** Highest data version to be in force afterwards. */
  readonly toDataVersion: number
  readonly onProgress?: (progress: MigrationProgress) => void
}
