import type { MigrationSource, MigrationTarget } from '@tenon/model'
import type { SchemaMark } from '../schema-mark.ts'
import type { MoveTiming } from '../with-move.ts'

/**
 * How closely a tenant is compared with what its data version should look like before it is moved.
 * `every-object`: columns, defaults, constraints, indexes, views, functions, ... of all tables.
 * `tables`: names, kinds, checks and row security of its tables, inside the move itself.
 */
export type CompareShapes = 'every-object' | 'tables'

/** Which move to compile: one module, one direction, for every tenant that stands where `from` says. */
export interface CompileRequest {
  readonly direction: 'up' | 'down'
  readonly module: string
  /** The module's whole history. */
  readonly migrations: readonly MigrationSource[]
  /** The mark of the tenants to move; null: their schema does not exist yet. */
  readonly from: SchemaMark | null
  readonly toDataVersion: number
  /** As the tenants' targets have it. Default `column`. */
  readonly guard?: MigrationTarget['guard']
  /** With `tables` the program has no fingerprint. Default `every-object`. */
  readonly compare?: CompareShapes
  /** Default: as `createMigrator` has it. */
  readonly timing?: Pick<MoveTiming, 'lockTimeoutMs' | 'statementTimeoutMs'>
}

/** The tenant is not where the program begins: another runner moved it, or its mark or shape differ. Judge it anew. */
export const notAtStart = 'TN001'

/** The SQL made other tables of this tenant's data than of none: move it one step at a time. */
export const notAsForeseen = 'TN002'

/**
 * A whole move as one message, the same for every tenant but for the names in it: made once, sent to thousands.
 * It does what a move step by step does, in one transaction: advisory lock, timeouts, comparison with
 * mark and shape, SQL, stash, guards, ledger, mark.
 */
export interface MoveProgram {
  readonly request: CompileRequest
  /** Data version after it. */
  readonly dataVersion: number
  /** Names of the migrations it applies or undoes, in order. */
  readonly applied: readonly string[]
  /** Fingerprint that a tenant's schema must have before (`readFingerprints`); null when the schema must not exist, or tables alone are compared. */
  readonly fingerprint: string | null
  /**
   * The message for one tenant; it begins and ends its own transaction. It fails, and changes nothing, with
   * SQLSTATE {@link notAtStart}, {@link notAsForeseen}, 55P03 and 40P01 (locked by others: worth another
   * attempt), or the migration's own error as the server said it; moved one step at a time, that error gets file and line.
   * @param record - statements that belong into the same transaction, such as the run's own row; run as the owner, names qualified
   */
  textFor(target: MigrationTarget, record?: readonly string[]): string
}

/** A program, or why these tenants must be moved one step at a time, with what only their own data can tell. */
export type Compilation = { readonly kind: 'program'; readonly program: MoveProgram } | StepByStep

/** Why a move is not compiled. */
export interface StepByStep {
  readonly kind: 'step-by-step'
  readonly reason: string
}

/** The answer for a move that is not compiled. */
export function stepByStep(reason: string): StepByStep {
  return { kind: 'step-by-step', reason }
}
