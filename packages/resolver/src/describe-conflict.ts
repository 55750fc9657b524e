import type { Conflict, Constraint, ResolveIssue } from './resolution.ts'

/** The issues of a conflict as sentences, in its order. */
export function describeConflict(conflict: Conflict): readonly string[] {
  return conflict.issues.map(describeIssue)
}

/** One issue as a sentence that names every constraint behind it. */
export function describeIssue(issue: ResolveIssue): string {
  const because = issue.constraints.map(describeConstraint).join('; ')
  switch (issue.kind) {
    case 'module-unknown':
      return `The catalog has no module "${issue.module}".`
    case 'range-invalid':
      return `"${issue.range}" is not a semver range for ${issue.module}.`
    case 'no-version':
      return `No version of ${issue.module} fits: ${because}.`
    case 'downgrade':
      return `${issue.module} runs ${issue.locked}; the best version for "${issue.asked}" is ${issue.best}, which is lower.`
    case 'interface-missing':
      return `An interface is missing: ${because}.`
    case 'interface-ambiguous':
      return `${issue.interface} has several providers: ${because}.`
    default:
      return issue satisfies never
  }
}

/** One constraint in words. */
export function describeConstraint(constraint: Constraint): string {
  const which = 'versions' in constraint ? `${constraint.module} ${versionsInWords(constraint.versions)}` : ''
  switch (constraint.kind) {
    case 'asked':
      return `${constraint.module} ${constraint.range} was asked for`
    case 'pin':
      return `${constraint.owner} pinned ${constraint.module} to ${constraint.range}${until(constraint)} ("${constraint.reason}")`
    case 'locked':
      return constraint.rule === 'stays' ? `${constraint.module} is locked to ${constraint.version}` : `${constraint.module} runs ${constraint.version} and never goes lower by itself`
    case 'host':
      return `${which} needs a host ${constraint.hostRange}, this one is ${constraint.hostVersion}`
    case 'peer':
      return `${which} needs ${constraint.packageName} ${constraint.range}, this host has ${constraint.supplied ?? 'none'}`
    case 'status':
      return `${which} is ${constraint.status}`
    case 'channel':
      return `${which} is ${constraint.channel}, and the tenant takes stable versions`
    case 'min-from':
      return `${which} can be reached from ${constraint.minFrom} or later, ${constraint.locked} runs`
    case 'requires':
      return `${which} needs ${constraint.interface}@${constraint.range}`
    case 'provides':
      return `${which} provides ${offerInWords(constraint)}`
    case 'one-provider':
      return `only one module may provide ${constraint.interface}`
    default:
      return constraint satisfies never
  }
}

/** What versions offer of an interface: `stock@1.4`, `no stock`. */
export function offerInWords({ interface: name, interfaceVersions }: Extract<Constraint, { kind: 'provides' }>): string {
  return interfaceVersions.length === 0 ? `no ${name}` : `${name}@${versionsInWords(interfaceVersions)}`
}

/** Versions as short as they can be said; `x` stands for the listed ones only. */
export function versionsInWords(versions: readonly string[]): string {
  if (versions.length <= 3) return versions.join(', ')
  const heads = [2, 1].filter((length) => versions.every((version) => version.split('.').length > length)).map((length) => new Set(versions.map((version) => version.split('.').slice(0, length).join('.'))))
  const [same] = heads.filter(({ size }) => size === 1).flatMap((head) => [...head])
  return same === undefined ? `${versions[0] ?? ''} to ${versions.at(-1) ?? ''}` : `${same}.x`
}

function until({ expiresAt, expired }: Extract<Constraint, { kind: 'pin' }>): string {
  if (expiresAt === null) return ''
  return expired ? `, which expired on ${expiresAt.slice(0, 10)} and holds until somebody removes it,` : ` until ${expiresAt.slice(0, 10)}`
}
