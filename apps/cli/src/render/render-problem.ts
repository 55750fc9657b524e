import type { Problem } from '@tenon/model'
import type { Paint } from './paint.ts'

/** A problem in two or three lines: its code and what happened, the facts when there are several, what to do next. */
export function renderProblem(problem: Problem, paint: Paint): string {
  const facts = reasonsOf(problem).map((reason) => `  - ${reason}`)
  return [`${paint.red(paint.bold(problem.code))}  ${problem.title}`, ...facts, `  ${paint.bold('Next:')} ${problem.next}`].join('\n')
}

/** Sentences that a problem carries when it has more than one reason. */
function reasonsOf({ details, title }: Problem): readonly string[] {
  const { reasons } = details
  if (!Array.isArray(reasons)) return []
  return reasons.filter((reason) => typeof reason === 'string' && !title.includes(reason))
}
