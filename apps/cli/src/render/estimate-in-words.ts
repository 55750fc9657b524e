import type { Plan, PlanPreview, PlanRehearsal, PlannedStatement, StepEstimate } from '@tenon/model'
import { countInWords, durationInWords, instantInWords, plural } from './words.ts'

/** `instant`, `12,480 rows, about 0.2 s`: how long one step takes, as far as that is known. */
export function timeInWords(statements: readonly PlannedStatement[], estimate: StepEstimate | undefined): string {
  const grows = statements.some(({ cost }) => cost !== 'instant')
  if (!grows) return statements.length === 0 ? '' : 'instant'
  const rows = estimate?.rows ?? null
  const ms = estimate?.ms ?? null
  const rewrites = statements.some(({ cost }) => cost === 'rewrites-table') ? 'rewrites the table' : ''
  return [rewrites, rows === null ? 'grows with rows' : plural(Math.round(rows), 'row'), ms === null ? '' : `about ${durationInWords(ms)}`].filter((text) => text !== '').join(', ')
}

/** What was rehearsed, and the estimate with what it rests on. */
export function estimateRows(plan: Plan | PlanPreview): readonly (readonly [string, string])[] {
  const rows = plan.rehearsals.flatMap(rehearsalRows)
  const statements = plan.steps.flatMap((step) => ('sql' in step ? step.statements : []))
  if (statements.length === 0) return rows
  return [...rows, ['Takes', `${totalInWords(plan, statements)}`]]
}

function totalInWords({ estimate, moves }: Plan | PlanPreview, statements: readonly PlannedStatement[]): string {
  if (estimate.totalMs !== null) return `about ${durationInWords(estimate.totalMs)}${basisInWords(estimate)}`
  if (statements.every(({ cost }) => cost === 'instant')) return 'next to nothing: no statement grows with rows'
  return `unknown${basisInWords(estimate)}${moves.some(({ kind }) => kind === 'upgrade') ? '; --rehearse measures it' : ''}`
}

function basisInWords({ basis, rows }: Plan['estimate']): string {
  switch (basis.kind) {
    case 'rehearsal':
      return ', as rehearsed'
    case 'operations':
      return `, from ${plural(basis.count, 'earlier move')} like it${basis.rowsFrom === null || basis.rowsTo === null ? '' : ` on ${rangeInWords(basis.rowsFrom, basis.rowsTo)} rows`}`
    case 'row-counts':
      return rows === null || rows === 0 ? '; the tables it touches hold no rows' : `; it touches about ${plural(Math.round(rows), 'row')}`
    case 'unknown':
      return ''
    default:
      return basis satisfies never
  }
}

function rangeInWords(from: number, to: number): string {
  return from === to ? countInWords(from) : `${countInWords(from)} to ${countInWords(to)}`
}

function rehearsalRows({ module, at, rows, copiedRows, walked, equal, problems, upMs }: PlanRehearsal): readonly (readonly [string, string])[] {
  const extent = copiedRows < rows ? `${countInWords(copiedRows)} of ${countInWords(rows)} rows` : plural(rows, 'row')
  return [
    ['Rehearsed', `${instantInWords(at)} on ${extent} of ${module}: ${walked.join(', ')}; ${equal ? 'nothing lost' : plural(problems.length, 'problem')} (${durationInWords(upMs)} up)`],
    ...problems.map((problem) => ['', problem] as const),
  ]
}
