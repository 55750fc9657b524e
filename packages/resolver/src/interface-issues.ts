import type { RequiredInterface } from '@tenon/model'
import type { ResolvableVersion } from './resolvable-version.ts'
import type { Constraint, ResolveIssue } from './resolution.ts'
import { interfaceAllows } from './version-range.ts'

/**
 * What is wrong between the modules of one tenant: a required interface without a fitting provider,
 * or an interface with two providers. Empty when they fit.
 * @param modules - one version per module
 * @returns all issues, in an order that does not depend on the order of `modules`
 */
export function interfaceIssues(modules: readonly ResolvableVersion[]): readonly ResolveIssue[] {
  const sorted = modules.toSorted((a, b) => (a.module < b.module ? -1 : 1))
  const providers = Map.groupBy(sorted.flatMap(provided), (constraint) => constraint.interface)
  return [...ambiguous(providers), ...sorted.flatMap((module) => missing(module, providers))]
}

type Provided = Extract<Constraint, { kind: 'provides' }>

function provided({ module, version, manifest }: ResolvableVersion): readonly Provided[] {
  const byName = [...Map.groupBy(manifest.provides, ({ name }) => name)]
  return byName.map(([name, entries]) => ({ kind: 'provides', module, versions: [version], interface: name, interfaceVersions: entries.map((entry) => entry.version) }))
}

function ambiguous(providers: ReadonlyMap<string, readonly Provided[]>): readonly ResolveIssue[] {
  const contested = [...providers].filter(([, constraints]) => constraints.length > 1)
  return contested.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([name, constraints]) => ({ kind: 'interface-ambiguous', interface: name, constraints: [{ kind: 'one-provider', interface: name }, ...constraints] }))
}

function missing({ module, version, manifest }: ResolvableVersion, providers: ReadonlyMap<string, readonly Provided[]>): readonly ResolveIssue[] {
  return manifest.requires.filter((entry) => !satisfied(entry, providers.get(entry.name) ?? [])).map((entry) => {
    const requires: Constraint = { kind: 'requires', module, versions: [version], interface: entry.name, range: entry.range, optional: entry.optional }
    return { kind: 'interface-missing', module, constraints: [requires, ...(providers.get(entry.name) ?? [])] }
  })
}

/** An optional interface may be absent, but when it is there it must fit. */
function satisfied(entry: RequiredInterface, providers: readonly Provided[]): boolean {
  if (providers.length === 0) return entry.optional
  return providers.some(({ interfaceVersions }) => interfaceVersions.some((version) => interfaceAllows(entry.range, version)))
}
