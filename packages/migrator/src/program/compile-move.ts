import type { MigrationTarget, SqlDatabase } from '@tenon/model'
import { appliedStatement, ledgerStatements, undoneStatement } from '../ledger.ts'
import { quoteIdentifier, quoteLiteral } from '../quote-identifier.ts'
import { formatMark, markStatement } from '../schema-mark.ts'
import type { SchemaMark } from '../schema-mark.ts'
import { defaultTiming, lockNameOf, setStatement } from '../with-move.ts'
import { learnMove } from './learn-move.ts'
import type { LearnedMove } from './learn-move.ts'
import { notAsForeseen, notAtStart, stepByStep } from './move-program.ts'
import type { Compilation, CompileRequest, MoveProgram } from './move-program.ts'
import { planMove } from './plan-move.ts'
import type { PlannedMove } from './plan-move.ts'
import { shapeCheck } from './shape-check.ts'

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
  if (request.direction === 'up' && request.from?.kept === true) return stepByStep('the stash may hold values to put back')
  const learned = await learnMove(database, request, { move, timing: request.timing ?? defaultTiming })
  return learned.kind === 'step-by-step' ? learned : { kind: 'program', program: programOf(request, move, learned) }
}

function programOf(request: CompileRequest, move: PlannedMove, learned: LearnedMove): MoveProgram {
  const ledger = request.direction === 'up' ? appliedStatement(move.steps) : undoneStatement(move.steps.map(({ dataVersion }) => dataVersion))
  const body = [...learned.statements, ledger, ...learned.guards]
  const mark: SchemaMark = { ...move.after, kept: learned.keeps || request.from?.kept === true }
  return {
    request,
    dataVersion: mark.dataVersion,
    applied: move.steps.map(({ name }) => name),
    fingerprint: request.from === null ? null : learned.fingerprint,
    textFor: (target, record = []) => [
      'begin',
      setStatement(target, request.timing ?? defaultTiming, 'tenon_owner'),
      lockAtStart(target, request.from, learned),
      ...(request.from === null ? birth(target) : []),
      ...body,
      markStatement(target, mark),
      ...(learned.varies ? [refuseUnforeseen(target, learned)] : []),
      ...record,
      'commit',
    ].join(';\n'),
  }
}

function birth({ schema }: MigrationTarget): readonly string[] {
  return [`create schema ${quoteIdentifier(schema)}`, `grant usage on schema ${quoteIdentifier(schema)} to tenon_runtime`, ...ledgerStatements(schema)]
}

/** One block, because each costs a compilation: the lock, and under it the comparison with mark and shape. */
function lockAtStart(target: MigrationTarget, from: SchemaMark | null, { before }: LearnedMove): string {
  const schema = quoteLiteral(target.schema)
  const atStart = from === null
    ? `not exists (select from pg_namespace where nspname = ${schema})`
    : `exists (select from pg_namespace n join pg_description m on m.objoid = n.oid and m.classoid = 'pg_namespace'::regclass and m.objsubid = 0
        where n.nspname = ${schema} and m.description = ${quoteLiteral(formatMark(from))}) and ${shapeCheck(schema, 'relations')} = ${before}`
  return block(`
    perform pg_advisory_xact_lock(hashtextextended(${quoteLiteral(lockNameOf(target))}, 0));
    if not (${atStart}) then
      raise exception using errcode = '${notAtStart}', message = ${quoteLiteral(`${target.schema} is not where this move begins`)};
    end if;`)
}

function refuseUnforeseen({ schema }: MigrationTarget, { after }: LearnedMove): string {
  return block(`
    if ${shapeCheck(quoteLiteral(schema), 'policies')} <> ${after} then
      raise exception using errcode = '${notAsForeseen}', message = ${quoteLiteral(`the move made other tables in ${schema} than on an empty schema`)};
    end if;`)
}

function block(statements: string): string {
  return `do ${quoteLiteral(`begin${statements}\n  end`)}`
}
