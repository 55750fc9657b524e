import type { SchemaDifference } from './drift.ts'
import type { MigrationTarget } from './module-migrator.ts'
import type { MigrationSource } from './module-artifact.ts'

/** What a rehearsal may find. Part of the API. */
export type RehearsalCode =
  /** The data is not what its migrations made: what is rehearsed is not what will run. */
  | 'DRIFT'
  /** A migration fails on this data, and no closer reason is known. */
  | 'MIGRATION_FAILS'
  /** A unique index or key over rows that are not unique. */
  | 'DUPLICATE_ROWS'
  /** A value that the new type does not take. */
  | 'CAST_FAILS'
  /** A new `not null` over rows that hold nulls. */
  | 'NULL_VALUES'
  /** A new check that rows do not pass. */
  | 'CHECK_FAILS'
  /** A new foreign key with rows that point nowhere. */
  | 'REFERENCE_MISSING'
  /** Rows that are gone after up and down, or after down and up. */
  | 'ROWS_LOST'
  /** Values that are gone or changed after up and down, or after down and up, and that no stash holds. */
  | 'VALUES_LOST'
  /** Values of a new table that a migration computes whatever is there (`on conflict do update`): only a person knows whether anybody else writes them. */
  | 'VALUES_COMPUTED'
  /** A statement keeps others away from a table for longer than the budget. */
  | 'LOCK_TOO_LONG'
  /** A migration without a way back: only the way up was rehearsed. */
  | 'NO_WAY_BACK'
  /** The data is larger than the limit, and this statement could not be checked on all of it. */
  | 'NOT_CHECKED'

/** One finding. Holds keys of rows, never their values. */
export interface RehearsalIssue {
  readonly code: RehearsalCode
  /** `problem`: applying the plan would fail or lose something. `advice`: a person should know. */
  readonly severity: 'problem' | 'advice'
  readonly migration: string | null
  /** One sentence: what happens, to which thing. */
  readonly title: string
  readonly next: string
  /** Primary keys of some of the rows concerned, without the tenant; at most five. */
  readonly keys: readonly string[]
}

/** One way that was walked on the clone. */
export interface RehearsedMove {
  readonly direction: 'up' | 'down' | 'up again'
  readonly durationMs: number
  readonly migrations: readonly { readonly name: string; readonly durationMs: number }[]
  readonly locks: readonly RehearsedLock[]
}

/** A lock that keeps readers or writers of an existing table away until the move commits. */
export interface RehearsedLock {
  readonly migration: string
  readonly table: string
  /** PostgreSQL's name: `access exclusive`, `share row exclusive`, `share`. */
  readonly mode: string
  readonly blocks: 'reads and writes' | 'writes'
  /** From the statement to the end of the move, as measured on the clone. */
  readonly heldMs: number
}

/** What a rehearsal saw. Nothing of it is left in the database. */
export interface Rehearsal {
  readonly target: MigrationTarget
  readonly fromDataVersion: number
  readonly toDataVersion: number
  readonly rows: RehearsedRows
  readonly moves: readonly RehearsedMove[]
  readonly differences: readonly SchemaDifference[]
  /** Problems first. */
  readonly issues: readonly RehearsalIssue[]
  /**
   * What the new version had written and did not return, because the rehearsal's own writes as the old version changed what it
   * rested on; by `table.column` or `table`. Not lost: a roll back keeps such values in the stash until finalize.
   */
  readonly superseded: Readonly<Record<string, number>>
  /** The rows written in between come from it: the same seed, the same rows. */
  readonly seed: number
  readonly durationMs: number
}

/** How much data took part. */
export interface RehearsedRows {
  /** Rows of the tenant; when more than the limit, what the server's statistics say. */
  readonly total: number
  readonly copied: number
  /** Rows written on the clone as the new version and as the old one. */
  readonly written: number
}

/** What a rehearsal does, in this order. It ends early when there is nothing to go back to, or a move fails. */
export const rehearsalStages = ['copy', 'up', 'back', 'down', 'up again', 'up after writes'] as const

/**
 * `copy`: copying the rows. `up`: the upgrade. `back`: the downs alone, compared with the data as it is. `down`: writing as the new
 * version, and the roll back. `up again`: compared with all that the new version wrote. `up after writes`: the same after writes as the old one.
 */
export type RehearsalStage = (typeof rehearsalStages)[number]

/** How far a rehearsal is. */
export interface RehearsalProgress {
  readonly stage: RehearsalStage
  /** Rows to copy, or copied. Null until they are counted. */
  readonly rows: number | null
}

/** What to rehearse, and how thoroughly. */
export interface RehearseOptions {
  /** The module's whole history, as the version to come knows it. */
  readonly migrations: readonly MigrationSource[]
  readonly toDataVersion: number
  /** Past this many rows a sample is rehearsed, closed under foreign keys, and the rest only checked. Default 200,000. */
  readonly maxRows?: number
  /** Longest time a lock may keep others away. Default 500 ms. */
  readonly lockBudgetMs?: number
  /** Default 1. */
  readonly seed?: number
  /** Rows written to each table as each version. Default 20. */
  readonly writes?: number
  /** Told of each stage when it begins. */
  readonly onProgress?: (progress: RehearsalProgress) => void
}
