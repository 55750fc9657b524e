/** What a statement's time grows with: with nothing, with the rows it reads, with a table it writes anew, or with the rows it changes. */
export type StatementCost = 'instant' | 'reads-table' | 'rewrites-table' | 'writes-rows'

/** A lock of PostgreSQL on a table that others may be using. */
export interface PlannedLock {
  readonly table: string
  /** PostgreSQL's name: `access exclusive`, `share row exclusive`, `row exclusive`. */
  readonly mode: string
  /** Who waits while it is held, until the move commits. `nobody`: reads and writes go on. */
  readonly blocks: 'reads and writes' | 'writes' | 'nobody'
}

/** One statement of a migration, and what it does to others while it runs: read from its text by PostgreSQL's own parser. */
export interface PlannedStatement {
  /** On one line, at most 120 characters. */
  readonly text: string
  /** In the migration's file, from 1. */
  readonly line: number
  /** Tables and columns it names, in its order, each once: `stock_level`, `item.unit`. */
  readonly touches: readonly string[]
  /** On tables that were there before the move, strongest first; empty when it locks none of them. */
  readonly locks: readonly PlannedLock[]
  readonly cost: StatementCost
}
