import type { Move, Plan, PlanPreview, PlanStep } from '@tenon/model'
import type { Showable } from '../report.ts'
import { alignColumns, lineOf } from './columns.ts'
import { deltaRows } from './delta-rows.ts'
import { estimateRows, timeInWords } from './estimate-in-words.ts'
import type { Paint } from './paint.ts'
import { lockInWords, objectsInWords } from './statements-in-words.ts'
import { durationInWords, shortIntegrity, someOf } from './words.ts'
import { wayBackRows } from './way-back-rows.ts'

/** One line of the steps: a number or nothing, what is done, to what, and what a person should know of it. */
export type PlanRow = readonly [number: string, what: string, facts: string, note: string]

/** A plan as people read it before they apply it: what moves, in which steps and under which locks, what changes for callers, how long it takes, and the way back. */
export function renderPlan(plan: Plan | PlanPreview): Showable {
  return { page: (paint) => pageOf(plan, paint), lines: linesOf(plan) }
}

/** `inventory 1.2.0 -> 2.0.0`, for every module a plan moves. */
export function movesInWords(moves: readonly Move[]): string {
  return moves.map((move) => `${move.module} ${versionsInWords(move)}`).join(', ')
}

function versionsInWords({ kind, from, to }: Move): string {
  if (kind === 'finalize') return `${to.version}, finalize`
  return from === null ? `new at ${to.version}` : `${from.version} -> ${to.version}`
}

/** Reasons that say more than the kind of the move does. */
function whyInWords(moves: readonly Move[]): string {
  return [...new Set(moves.filter(({ kind, why }) => !why.startsWith(kind.replace('-', ' '))).map(({ why }) => why))].join(', ')
}

function pageOf(plan: Plan | PlanPreview, paint: Paint): string {
  const heading = 'id' in plan ? `Plan ${paint.bold(plan.id)}` : `Plan ${paint.dim('not saved')}`
  return [
    `${heading}   ${paint.bold(plan.tenantId)}   ${movesInWords(plan.moves)}   ${paint.dim(whyInWords(plan.moves))}`.trimEnd(),
    '',
    ...stepLines(plan, paint),
    '',
    ...alignColumns([...estimateRows(plan), ...wayBackRows(plan)].map(([what, ...facts]) => [paint.bold(what), ...facts])).map((line) => `  ${line}`),
  ].join('\n')
}

function linesOf(plan: Plan | PlanPreview): readonly string[] {
  return plan.moves.map((move) => lineOf('id' in plan ? plan.id : 'preview', plan.tenantId, move.module, versionsInWords(move), move.kind, plan.reversible ? 'reversible' : 'no way back'))
}

/** What a plan of one tenant and one of a whole class of tenants show alike. */
export type ShownSteps = Pick<Plan, 'moves' | 'steps' | 'deltas'> & Partial<Pick<Plan, 'baseRevision' | 'estimate'>>

/** The steps, numbered, and under them what changes for callers. */
export function stepLines(plan: ShownSteps, paint: Paint): readonly string[] {
  const shown = plan.steps.flatMap((step, index) => stepRow(step, index, plan))
  const numbered = shown.map(([, what, facts, note], index): PlanRow => [String(index + 1), what, facts, note])
  return alignColumns([...numbered, ...deltaRows(plan)].map((row) => paintRow(row, paint))).map((line) => `  ${line}`)
}

function paintRow([number, what, facts, note]: PlanRow, paint: Paint): readonly string[] {
  return [`${number.padStart(2)}  ${number === '' ? paint.dim(what) : paint.cyan(what)}`, facts, paint.dim(note)]
}

function stepRow(step: PlanStep, index: number, plan: ShownSteps): readonly PlanRow[] {
  switch (step.kind) {
    case 'fetch':
      return [['', 'fetch', `${step.module} ${step.version}`, shortIntegrity(step.integrity)]]
    case 'prepare':
      return [['', 'prepare', objectsInWords(step), step.done ? 'done' : sqlNote(step, index, plan)]]
    case 'hold':
      return plan.steps.findIndex(({ kind }) => kind === 'hold') === index ? [holdRow(plan)] : []
    case 'migrate-up':
      return [['', step.phase, objectsInWords(step), sqlNote(step, index, plan)]]
    case 'migrate-down':
      return [['', 'take back', objectsInWords(step), sqlNote(step, index, plan)]]
    case 'contract':
      return [['', 'contract', objectsInWords(step), sqlNote(step, index, plan)]]
    case 'write-lock':
      return []
    case 'switch':
      return [['', 'cut over', movesInWords(plan.moves.filter((move) => step.modules.includes(move.module))), plan.baseRevision === undefined ? '' : `lock revision ${plan.baseRevision + 1}`]]
    default:
      return step satisfies never
  }
}

/** One row for all that is held: it is one hold. Those that only use what moves are named after it. */
function holdRow({ steps, moves }: ShownSteps): PlanRow {
  const holds = steps.filter((step) => step.kind === 'hold')
  const moved = holds.filter(({ module }) => moves.some((move) => move.module === module)).map(({ module }) => module)
  const users = holds.filter(({ module }) => !moved.includes(module)).map(({ module }) => module)
  const budgetMs = Math.max(...holds.map((hold) => hold.budgetMs))
  return ['', 'hold', `requests for ${someOf(moved, 3)}, up to ${durationInWords(budgetMs)}`, users.length === 0 ? '' : `and for ${someOf(users, 3)}, which may call ${moved.length === 1 ? 'it' : 'them'}`]
}

function sqlNote(step: Extract<PlanStep, { readonly sql: string }>, index: number, { estimate }: ShownSteps): string {
  return [lockInWords(step.statements), estimate === undefined ? '' : timeInWords(step.statements, estimate.steps[index])].filter((text) => text !== '').join(', ')
}
