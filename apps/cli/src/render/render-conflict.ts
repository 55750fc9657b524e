import type { Problem } from '@tenon/model'
import type { Constraint } from '@tenon/resolver'
import { alignColumns } from './columns.ts'
import { dayOf } from './words.ts'

/** What a plan's conflict rests on: one aligned line per constraint, and the sentence of an issue that has none. Empty when no constraint takes part. */
export function conflictLines({ details }: Problem): readonly string[] {
  const issues: readonly unknown[] = Array.isArray(details['issues']) ? details['issues'] : []
  const sentences: readonly unknown[] = Array.isArray(details['sentences']) ? details['sentences'] : []
  if (!issues.some((issue) => constraintsOf(issue).length > 0)) return []
  const rows = issues.flatMap((issue, index): readonly (readonly string[])[] => {
    const constraints = constraintsOf(issue)
    const sentence = sentences[index]
    if (constraints.length === 0) return typeof sentence === 'string' ? [[sentence, '', '']] : []
    return constraints.map(constraintCells)
  })
  return alignColumns(rows)
}

function constraintsOf(issue: unknown): readonly Constraint[] {
  if (typeof issue !== 'object' || issue === null || !('constraints' in issue) || !Array.isArray(issue.constraints)) return []
  return issue.constraints as readonly Constraint[]
}

function constraintCells(constraint: Constraint): readonly string[] {
  const { kind, module } = constraint
  switch (kind) {
    case 'asked':
      return [kind, `${module} ${constraint.range}`, 'what you asked for']
    case 'pin':
      return [kind, `${module} ${constraint.range}`, `${constraint.owner}${constraint.expiresAt === null ? '' : `, until ${dayOf(constraint.expiresAt)}`}, "${constraint.reason}"`]
    case 'locked':
      return [kind, `${module} ${constraint.version}`, 'what runs now']
    case 'host':
      return [kind, `${module} ${constraint.version}`, `needs a host ${constraint.hostRange}, this one is ${constraint.hostVersion}`]
    case 'status':
      return [kind, `${module} ${constraint.version}`, constraint.status]
    case 'requires':
      return [kind, `${module} ${constraint.version}`, `needs ${constraint.interface}@${constraint.range}`]
    case 'provides':
      return [kind, `${module} ${constraint.version}`, `${constraint.interface}@${constraint.interfaceVersion}`]
    default:
      constraint satisfies never
      return [String(kind), String(module), '']
  }
}
