import type { MigrationPhase, MigrationRun } from '@tenon/model'
import type { LintCode } from './lint-rules.ts'
import type { Statement } from './parse-script.ts'
import type { SchemaModel } from './schema-model.ts'

/** What a check found, before it has a file and a line. */
export interface Finding {
  readonly code: LintCode
  readonly what: string
  /** Where, in bytes of the file; left out: at the statement's beginning. */
  readonly location?: number | null
}

/** One statement with what it meets. */
export interface StatementContext {
  readonly statement: Statement
  /** The schema right before it. */
  readonly schema: SchemaModel
  /** The schema before its migration. */
  readonly base: SchemaModel
  readonly phase: MigrationPhase
  readonly run: MigrationRun
  /** Statements before it in the same file. */
  readonly earlier: readonly Statement[]
}

/** Looks at one statement of a file. */
export type CheckStatement = (context: StatementContext) => readonly Finding[]
