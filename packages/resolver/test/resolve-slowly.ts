import type { Constraint, ResolvableVersion, ResolveFacts } from '@tenon/resolver'
import { rcompare, satisfies } from 'semver'
import { refusalsSlowly } from './refusals-slowly.ts'

/** The reference: lists every combination of versions, keeps the lawful ones, sorts them, takes the first. */
export function resolveSlowly(facts: ResolveFacts): readonly string[] | null {
  const lawful = combinationsOf(facts).filter((set) => isLawful(facts, set, () => true))
  lawful.sort((a, b) => a.map((version, index) => rcompare(version.version, b[index]?.version ?? '0.0.0')).find((order) => order !== 0) ?? 0)
  return lawful[0]?.map(({ module, version }) => `${module}@${version}`) ?? null
}

/** The reference for cores: whether any combination is lawful when only the constraints named by `holds` hold. */
export function isPossibleSlowly(facts: ResolveFacts, holds: (name: string) => boolean): boolean {
  return combinationsOf(facts).some((set) => isLawful(facts, set, holds))
}

/**
 * The names of a constraint in the reference. The lock and the pin of a module that nobody asked to
 * move hold it there together: `all` names both.
 */
export function namesOf(constraint: Constraint, facts: ResolveFacts): { readonly itself: string; readonly all: readonly string[] } {
  const itself = nameOf(constraint, facts)
  const still = (constraint.kind === 'pin' || constraint.kind === 'locked') && facts.targets[constraint.module] === undefined
  return { itself, all: still ? [`pin ${constraint.module}`, `locked ${constraint.module}`] : [itself] }
}

function nameOf(constraint: Constraint, { catalog }: ResolveFacts): string {
  switch (constraint.kind) {
    case 'host':
      return `host ${constraint.module} ${constraint.hostRange}`
    case 'status':
      return `status ${constraint.module} ${constraint.status}`
    case 'min-from':
      return `min-from ${constraint.module} ${constraint.minFrom}`
    case 'peer':
      return `peer ${constraint.module} ${constraint.packageName} ${constraint.range}`
    case 'requires':
      return requiresName(constraint.module, constraint.interface, constraint.range, constraint.optional)
    case 'provides':
      return providesName(catalog, constraint.module, constraint.interface, constraint.interfaceVersions)
    case 'one-provider':
      return `one-provider ${constraint.interface}`
    default:
      return `${constraint.kind} ${constraint.module}`
  }
}

const requiresName = (module: string, name: string, range: string, optional: boolean) => `requires ${module} ${name} ${range} ${String(optional)}`

/** Versions of an interface that fit the same of the ranges that are needed anywhere are one constraint. */
function providesName(catalog: ResolveFacts['catalog'], module: string, name: string, versions: readonly string[]): string {
  const ranges = [...new Set(catalog.flatMap(({ manifest }) => manifest.requires).filter((entry) => entry.name === name).map(({ range }) => range))].sort()
  return `provides ${module} ${name} ${versions.length === 0 ? 'nothing' : ranges.filter((range) => versions.some((version) => satisfies(`${version}.0`, range))).join(',')}`
}

function combinationsOf(facts: ResolveFacts): ResolvableVersion[][] {
  const modules = [...new Set([...facts.locked.map(({ module }) => module), ...Object.keys(facts.targets)])].sort()
  return modules.reduce<ResolvableVersion[][]>((sets, module) => {
    const known = facts.catalog.filter((version) => version.module === module)
    return sets.flatMap((set) => known.map((version) => [...set, version]))
  }, [[]])
}

function isLawful(facts: ResolveFacts, set: readonly ResolvableVersion[], holds: (name: string) => boolean): boolean {
  return set.every((version) => !refusalsSlowly(facts, version).some(holds)) && fitsTogether(facts, set, holds)
}

function fitsTogether({ catalog }: ResolveFacts, set: readonly ResolvableVersion[], holds: (name: string) => boolean): boolean {
  const offers = (version: ResolvableVersion, name: string) => version.manifest.provides.filter((entry) => entry.name === name).map((entry) => entry.version)
  const limited = (version: ResolvableVersion, name: string) => holds(providesName(catalog, version.module, name, offers(version, name)))
  const ever = (version: ResolvableVersion, name: string) => catalog.some((known) => known.module === version.module && offers(known, name).length > 0)
  const free = (name: string) => set.some((version) => ever(version, name) && !limited(version, name))
  const provided = (name: string) => set.filter((version) => limited(version, name) && offers(version, name).length > 0)
  const names = new Set(set.flatMap(({ manifest }) => manifest.provides.map(({ name }) => name)))
  if ([...names].some((name) => holds(`one-provider ${name}`) && provided(name).length > 1)) return false
  return set.every(({ module, manifest }) => manifest.requires.every(({ name, range, optional }) => {
    if (!holds(requiresName(module, name, range, optional)) || free(name)) return true
    const versions = provided(name).flatMap((version) => offers(version, name))
    return versions.length === 0 ? optional : versions.some((version) => satisfies(`${version}.0`, range))
  }))
}
