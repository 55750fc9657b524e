import type { Conflict, Constraint, ResolveIssue } from './resolution.ts'

/** The issues of a conflict as sentences, in its order. */
export function describeConflict(conflict: Conflict): readonly string[] {
  return conflict.issues.map(describeIssue)
}

/** One issue as a sentence that names every constraint behind it. */
export function describeIssue(issue: ResolveIssue): string {
  switch (issue.kind) {
    case 'module-unknown':
      return `The catalog has no module "${issue.module}".`
    case 'range-invalid':
      return `"${issue.range}" is not a semver range for ${issue.module}.`
    case 'no-version':
      return `No version of ${issue.module} fits: ${issue.constraints.map(describeConstraint).join('; ')}.`
    case 'downgrade':
      return `${issue.module} runs ${issue.locked}; the best version for "${issue.asked}" is ${issue.best}, which is lower.`
    case 'interface-missing':
      return `An interface is missing: ${issue.constraints.map(describeConstraint).join('; ')}.`
    case 'interface-ambiguous':
      return `${issue.interface} has several providers: ${issue.constraints.map(describeConstraint).join('; ')}.`
    default:
      return issue satisfies never
  }
}

/** One constraint in words. */
export function describeConstraint(constraint: Constraint): string {
  switch (constraint.kind) {
    case 'asked':
      return `${constraint.module} ${constraint.range} was asked for`
    case 'pin':
      return `${constraint.owner} pinned ${constraint.module} to ${constraint.range}${until(constraint.expiresAt)} ("${constraint.reason}")`
    case 'locked':
      return `${constraint.module} is locked to ${constraint.version}`
    case 'host':
      return `${constraint.module} ${constraint.version} needs a host ${constraint.hostRange}, this one is ${constraint.hostVersion}`
    case 'status':
      return `${constraint.module} ${constraint.version} is ${constraint.status}`
    case 'requires':
      return `${constraint.module} ${constraint.version} needs ${constraint.interface}@${constraint.range}`
    case 'provides':
      return `${constraint.module} ${constraint.version} provides ${constraint.interface}@${constraint.interfaceVersion}`
    default:
      return constraint satisfies never
  }
}

function until(expiresAt: string | null): string {
  return expiresAt === null ? '' : ` until ${expiresAt}`
}
