import { randomBytes } from 'node:crypto'
import { schemaNameOf } from '@tenon/model'
import type { MigrationTarget, SqlDatabase, SqlSession } from '@tenon/model'
import { replayOne } from '../drift/replay.ts'
import { applyGuards, missingGuards } from '../guards.ts'
import type { GuardsFor } from '../guards.ts'
import { ledgerStatements } from '../ledger.ts'
import { quoteIdentifier, quoteLiteral } from '../quote-identifier.ts'
import { readFingerprints } from '../shape/read-shapes.ts'
import { readCatalog } from '../stash/read-catalog.ts'
import { setStatement } from '../with-move.ts'
import type { MoveTiming } from '../with-move.ts'
import { learnDowns } from './learn-downs.ts'
import { learnUps } from './learn-ups.ts'
import type { KeptRows } from './move-functions.ts'
import { stepByStep } from './move-program.ts'
import type { CompileRequest, StepByStep } from './move-program.ts'
import type { PlannedMove } from './plan-move.ts'
import { checkOf, namesOf, relationsCheck } from './shape-check.ts'

/** A schema that is never committed, in a transaction set up as that of a move. */
export interface Scratch {
  readonly session: SqlSession
  readonly target: MigrationTarget
}

/** The SQL of a move, names unqualified: its migrations and what the stash needs around them. */
export interface LearnedSql {
  readonly kind: 'learned'
  /** Rows copied away as the move begins, once it is known to begin where it should. */
  readonly keeps: readonly KeptRows[]
  /** What comes before the first migration besides. */
  readonly opening: readonly string[]
  readonly statements: readonly string[]
  /** PL/pgSQL that ends the move when it has set something aside; null: it never does. */
  readonly closing: readonly string[] | null
  /** Whether it might make other tables of other data than it did of none. */
  readonly varies: boolean
}

/** What a replay of the module's own migrations tells of a move: the same for every tenant of the class. */
export interface LearnedMove extends LearnedSql {
  /** Of the shape before the move; null when nobody asked. */
  readonly fingerprint: string | null
  /** The module's tables before the move, and the value of their check. */
  readonly tables: readonly string[]
  readonly before: string
  /** Value of the check of all relations after it, where that may vary. */
  readonly after: string | null
  /** Guards for what is new after it. They name the tenant. */
  readonly guards: GuardsFor
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

async function replay(scratch: Scratch, { direction, compare = 'every-object' }: CompileRequest, move: PlannedMove): Promise<LearnedMove | StepByStep> {
  const { session, target } = scratch
  await session.query(`create schema ${quoteIdentifier(target.schema)}`)
  for (const statement of ledgerStatements(target.schema)) await session.query(statement)
  for (const migration of move.held) await replayOne(session, target, migration)
  await applyGuards(session, target)
  const fingerprint = compare === 'tables' ? null : (await readFingerprints(session, [target.schema])).get(target.schema) ?? ''
  const tables = (await readCatalog(session, target.schema)).map(({ name }) => name)
  const before = await valueOf(session, checkOf(`to_regnamespace(${quoteLiteral(quoteIdentifier(target.schema))})`, `${quoteLiteral(namesOf(tables))}::name[]`))
  const learned = direction === 'up' ? await learnUps(scratch, move.steps) : await learnDowns(scratch, move)
  if (learned.kind === 'step-by-step') return learned
  const guards = await missingGuards(session, target)
  for (const statement of guards(target.tenantId)) await session.query(statement)
  return { ...learned, fingerprint, tables, before, guards, after: learned.varies ? await valueOf(session, relationsCheck(target.schema)) : null }
}

async function valueOf(session: SqlSession, check: string): Promise<string> {
  const { rows } = await session.query<{ readonly value: string }>(`select ${check}::text as value`)
  return rows[0]?.value ?? ''
}
