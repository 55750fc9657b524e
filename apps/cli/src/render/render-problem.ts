import type { Problem } from '@tenon/model'
import type { Paint } from './paint.ts'
import { conflictLines } from './render-conflict.ts'

/** A problem in two or three lines: its code and what happened, the constraints of a conflict, what to do next. */
export function renderProblem(problem: Problem, paint: Paint): string {
  const facts = conflictLines(problem)
  const title = facts.length === 0 ? problem.title : `${String(problem.details['tenant'])} cannot move as asked. These cannot hold together:`
  return [`${paint.red(paint.bold(problem.code))}  ${title}`, ...facts.map((line) => `  ${line}`), `  ${paint.bold('Next:')} ${problem.next}`].join('\n')
}
