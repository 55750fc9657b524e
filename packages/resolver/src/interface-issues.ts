import type { CatalogVersion, RequiredInterface } from '@tenon/model'
import type { Constraint, ResolveIssue } from './resolution.ts'
import { interfaceAllows } from './version-range.ts'

/**
 * What is wrong between the modules of one tenant: a required interface without a fitting provider,
 * or an interface with two providers. Empty when they fit.
 * @param modules - one version per module
 * @returns all issues, in an order that does not depend on the order of `modules`
 */
export function interfaceIssues(modules: readonly CatalogVersion[]): readonly ResolveIssue[] {
  const sorted = modules.toSorted((a, b) => (a.module < b.module ? -1 : 1))
  const providers = Map.groupBy(sorted.flatMap(provided), (constraint) => constraint.interface)
  return [...ambiguous(providers), ...sorted.flatMap((module) => missing(module, providers))]
}

type Provided = Extract<Constraint, { kind: 'provides' }>

function provided({ module, version, manifest }: CatalogVersion): readonly Provided[] {
  return manifest.provides.map((entry) => ({ kind: 'provides', module, version, interface: entry.name, interfaceVersion: entry.version }))
}

function ambiguous(providers: ReadonlyMap<string, readonly Provided[]>): readonly ResolveIssue[] {
  const contested = [...providers].filter(([, constraints]) => new Set(constraints.map(({ module }) => module)).size > 1)
  return contested.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([name, constraints]) => ({ kind: 'interface-ambiguous', interface: name, constraints }))
}

function missing({ module, version, manifest }: CatalogVersion, providers: ReadonlyMap<string, readonly Provided[]>): readonly ResolveIssue[] {
  return manifest.requires.filter((entry) => !satisfied(entry, providers.get(entry.name) ?? [])).map((entry) => {
    const requires: Constraint = { kind: 'requires', module, version, interface: entry.name, range: entry.range }
    return { kind: 'interface-missing', module, constraints: [requires, ...(providers.get(entry.name) ?? [])] }
  })
}

/** An optional interface may be absent, but when it is there it must fit. */
function satisfied(entry: RequiredInterface, providers: readonly Provided[]): boolean {
  if (providers.length === 0) return entry.optional
  return providers.some((provider) => interfaceAllows(entry.range, provider.interfaceVersion))
}
