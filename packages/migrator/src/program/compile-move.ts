import type { MigrationTarget, SqlDatabase } from '@tenon/model'
import { appliedStatement, ledgerStatements, undoneStatement } from '../ledger.ts'
import { quoteIdentifier } from '../quote-identifier.ts'
import { markStatement } from '../schema-mark.ts'
import { defaultTiming } from '../with-move.ts'
import { doBlock, raise, when } from './do-block.ts'
import { learnMove } from './learn-move.ts'
import type { LearnedMove } from './learn-move.ts'
import { beginStatement, constantPath, ensureMoveFunctions, hasKept, markByStash } from './move-functions.ts'
import { notAsForeseen, stepByStep } from './move-program.ts'
import type { Compilation, CompileRequest, MoveProgram } from './move-program.ts'
import { planMove } from './plan-move.ts'
import type { PlannedMove } from './plan-move.ts'
import { relationsCheck } from './shape-check.ts'

/**
 * Compiles a move for all tenants at one mark into one message each. The module's own migrations are replayed
 * once, in a scratch schema inside a transaction that is rolled back; what that tells and what PostgreSQL's
 * parser tells goes into the program. A program does what `up` and `down` of the migrator do, with equal results.
 * What only a tenant's own data can tell is never guessed: then the answer is `step-by-step`, with the reason.
 * @throws what the database throws when it cannot be reached
 */
export async function compileMove(database: SqlDatabase, request: CompileRequest): Promise<Compilation> {
  const move = planMove(request)
  if (move.kind === 'step-by-step') return move
  if (request.guard === 'schema') return stepByStep('guards of a whole schema name the tenant')
  if (request.direction === 'up' && request.from?.kept === true) return stepByStep('the stash may hold values to put back')
  await ensureMoveFunctions(database)
  const learned = await learnMove(database, request, { move, timing: request.timing ?? defaultTiming })
  return learned.kind === 'step-by-step' ? learned : { kind: 'program', program: programOf(request, move, learned) }
}

function programOf(request: CompileRequest, move: PlannedMove, learned: LearnedMove): MoveProgram {
  const { timing = defaultTiming, from } = request
  const ledger = request.direction === 'up' ? appliedStatement(move.steps) : undoneStatement(move.steps.map(({ dataVersion }) => dataVersion))
  const body = [...learned.statements, ledger]
  return {
    request,
    dataVersion: move.after.dataVersion,
    applied: move.steps.map(({ name }) => name),
    fingerprint: from === null ? null : learned.fingerprint,
    textFor: (target, record = []) => [
      'begin',
      'set local role tenon_owner',
      beginStatement(target, timing, { mark: from, tables: learned.tables, value: learned.before, keeps: learned.keeps }),
      ...learned.opening,
      ...(from === null ? birth(target) : []),
      ...body,
      ...learned.guards(target.tenantId),
      ending(target, { after: move.after, held: from?.kept ?? false, learned }),
      ...record,
      'commit',
    ].join(';\n'),
  }
}

function birth({ schema }: MigrationTarget): readonly string[] {
  return [`create schema ${quoteIdentifier(schema)}`, `grant usage on schema ${quoteIdentifier(schema)} to tenon_runtime`, ...ledgerStatements(schema)]
}

/** The mark and what is looked at last: one statement for most moves. */
function ending(target: MigrationTarget, { after, held, learned }: { readonly after: PlannedMove['after']; readonly held: boolean; readonly learned: LearnedMove }): string {
  const marks = { kept: { ...after, kept: true }, clean: { ...after, kept: false } }
  const unforeseen = () => when(`${relationsCheck(target.schema)} <> ${learned.after ?? ''}`, [raise(notAsForeseen, `the move made other tables in ${target.schema} than in an empty schema`)])
  return [
    ...(learned.closing === null || learned.closing.length === 0 ? [] : [doBlock([when(hasKept, learned.closing)])]),
    constantPath,
    learned.closing === null || held ? markStatement(target, held ? marks.kept : marks.clean) : markByStash(target, marks),
    ...(learned.varies ? [doBlock([unforeseen()])] : []),
  ].join(';\n')
}
