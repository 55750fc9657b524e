import { randomBytes } from 'node:crypto'
import { schemaNameOf } from '@tenon/model'
import type { MigrationTarget, SqlDatabase, SqlSession } from '@tenon/model'
import { applyGuards, missingGuards } from '../guards.ts'
import { ledgerStatements } from '../ledger.ts'
import { quoteIdentifier, quoteLiteral } from '../quote-identifier.ts'
import { runMigrationSql } from '../run-migration-sql.ts'
import { readFingerprints } from '../shape/read-shapes.ts'
import { setStatement } from '../with-move.ts'
import type { MoveTiming } from '../with-move.ts'
import { learnDowns } from './learn-downs.ts'
import { learnUps } from './learn-ups.ts'
import { stepByStep } from './move-program.ts'
import type { CompileRequest, StepByStep } from './move-program.ts'
import type { PlannedMove } from './plan-move.ts'
import { shapeCheck } from './shape-check.ts'

/** A schema that is never committed, in a transaction set up as that of a move. */
export interface Scratch {
  readonly session: SqlSession
  readonly target: MigrationTarget
}

/** The SQL of a move, names unqualified: its migrations and what the stash needs around them. */
export interface LearnedSql {
  readonly kind: 'learned'
  readonly statements: readonly string[]
  /** Whether it may leave something in the stash. */
  readonly keeps: boolean
  /** Whether it might make other tables of other data than it did of none. */
  readonly varies: boolean
}

/** What a replay of the module's own migrations tells of a move: the same for every tenant of the class. */
export interface LearnedMove extends LearnedSql {
  /** Of the shape before the move. */
  readonly fingerprint: string
  /** Value of the shape check before the move. */
  readonly before: string
  /** Value of the deeper shape check after it. */
  readonly after: string
  /** Guards for what is new after it. */
  readonly guards: readonly string[]
}

/** Not the migrations' fault: connection, cancellation, resources. */
const trouble = /^(08|53|57|58|XX)/

/**
 * Replays the history and then the move in a scratch schema, looks at the catalog in between, and takes
 * everything back. Costs about one move; nothing of it is ever committed.
 */
export async function learnMove(database: SqlDatabase, request: CompileRequest, { move, timing }: { readonly move: PlannedMove; readonly timing: Pick<MoveTiming, 'lockTimeoutMs' | 'statementTimeoutMs'> }): Promise<LearnedMove | StepByStep> {
  const tenantId = `replay-${randomBytes(8).toString('hex')}`
  const target = { tenantId, module: 'replay', schema: schemaNameOf(tenantId, 'replay') }
  try {
    return await database.transaction(async (session) => {
      await session.query('savepoint tenon_replay')
      await session.query(setStatement(target, timing))
      const learned = await replay({ session, target }, request, move)
      await session.query('rollback to savepoint tenon_replay')
      return learned
    })
  } catch (error) {
    const { code, message } = error as { readonly code?: string; readonly message: string }
    if (code === undefined || !(code.startsWith('MIGRATION_') || /^[0-9A-Z]{5}$/.test(code)) || trouble.test(code)) throw error
    return stepByStep(`its replay on an empty schema failed: ${message}`)
  }
}

async function replay(scratch: Scratch, { direction }: CompileRequest, move: PlannedMove): Promise<LearnedMove | StepByStep> {
  const { session, target } = scratch
  await session.query(`create schema ${quoteIdentifier(target.schema)}`)
  for (const statement of ledgerStatements(target.schema)) await session.query(statement)
  for (const { name, upFile, up } of move.held) {
    await runMigrationSql(session, { migration: name, file: upFile, text: up })
    await session.query('set constraints all immediate')
  }
  await applyGuards(session, target)
  const fingerprint = (await readFingerprints(session, [target.schema])).get(target.schema) ?? ''
  const before = await valueOf(scratch, 'relations')
  const learned = direction === 'up' ? await learnUps(scratch, move.steps) : await learnDowns(scratch, move)
  if (learned.kind === 'step-by-step') return learned
  const guards = await missingGuards(session, target.schema)
  for (const statement of guards) await session.query(statement)
  return { ...learned, fingerprint, before, guards, after: await valueOf(scratch, 'policies') }
}

async function valueOf({ session, target }: Scratch, depth: 'relations' | 'policies'): Promise<string> {
  const { rows } = await session.query<{ readonly value: string }>(`select ${shapeCheck(quoteLiteral(target.schema), depth)}::text as value`)
  return rows[0]?.value ?? ''
}
