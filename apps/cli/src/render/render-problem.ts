import type { Problem } from '@tenon/model'
import type { Paint } from './paint.ts'
import { renderConflict } from './render-conflict.ts'

/** A problem in two or three lines: its code and what happened, the constraints of a conflict with the ways out, what to do next. */
export function renderProblem(problem: Problem, paint: Paint): string {
  const conflict = renderConflict(problem)
  return [`${paint.red(paint.bold(problem.code))}  ${conflict?.title ?? problem.title}`, ...(conflict?.lines ?? []), `  ${paint.bold('Next:')} ${problem.next}`].join('\n')
}
