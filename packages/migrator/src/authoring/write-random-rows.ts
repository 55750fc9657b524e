import type { MigrationTarget, SqlSession } from '@tenon/model'
import { randomFrom } from '../rehearsal/random-values.ts'
import { writeRows } from '../rehearsal/write-rows.ts'
import { defaultTiming, withMove } from '../with-move.ts'

/** How much is written, and what. */
export interface WriteRandomRowsOptions {
  /** New rows, and changed rows, of each table. */
  readonly rows: number
  /** The same seed on the same data writes the same rows. */
  readonly seed: number
  /** Tables that are left as they are, such as sums of others. Default: none. */
  readonly except?: readonly string[]
}

/**
 * Writes to every table of a tenant's module as its users might, as the rehearsal does: new rows and changes to those that are
 * there, parents first; where a check lists the values of a column, one of them. What a rule of the data forbids is left out. For tests: the rows make no sense to the module's code.
 * @param session - a transaction; the rows are there once it commits
 * @returns rows written
 */
export function writeRandomRows(session: SqlSession, target: MigrationTarget, { rows, seed, except = [] }: WriteRandomRowsOptions): Promise<number> {
  const timing = { ...defaultTiming, lockAttempts: 1, wait: () => Promise.resolve() }
  return withMove({ session, target }, timing, () => writeRows(session, { clone: target, writes: rows, random: randomFrom(seed), except, values: 'listed' }))
}
