import type { CatalogVersion } from '@tenon/model'
import type { ResolveFacts } from '@tenon/resolver'
import { compare, rcompare, satisfies } from 'semver'

/** The reference: lists every combination of versions, keeps the lawful ones, sorts them, takes the first. */
export function resolveSlowly(facts: ResolveFacts): readonly string[] | null {
  const modules = [...new Set([...facts.locked.map(({ module }) => module), ...Object.keys(facts.targets)])].sort()
  const combinations = modules.reduce<CatalogVersion[][]>((sets, module) => {
    const known = facts.catalog.filter((version) => version.module === module)
    return sets.flatMap((set) => known.map((version) => [...set, version]))
  }, [[]])
  const lawful = combinations.filter((set) => set.every((version) => lawfulAlone(facts, version)) && lawfulTogether(set))
  lawful.sort((a, b) => a.map((version, index) => rcompare(version.version, b[index]?.version ?? '0.0.0')).find((order) => order !== 0) ?? 0)
  return lawful[0]?.map(({ module, version }) => `${module}@${version}`) ?? null
}

function lawfulAlone({ locked, pins, targets, hostVersion }: ResolveFacts, { module, version, status, manifest }: CatalogVersion): boolean {
  const entry = locked.find((candidate) => candidate.module === module)
  const range = targets[module]
  if (range === undefined) return entry?.version === version
  const pinRange = pins.find((candidate) => candidate.module === module)?.range ?? '*'
  const named = [range, pinRange, entry?.version].includes(version)
  if (status === 'yanked' && entry?.version !== version) return false
  if (status === 'deprecated' && !named) return false
  if (entry !== undefined && compare(version, entry.version) < 0) return false
  return satisfies(version, range) && (pinRange === '*' && !pins.some((candidate) => candidate.module === module) || satisfies(version, pinRange)) && satisfies(hostVersion, manifest.hostRange)
}

function lawfulTogether(set: readonly CatalogVersion[]): boolean {
  const provided = set.flatMap(({ manifest }) => manifest.provides)
  if (new Set(provided.map(({ name }) => name)).size < provided.length) return false
  return set.every(({ manifest }) => manifest.requires.every((required) => {
    const provider = provided.find(({ name }) => name === required.name)
    return provider === undefined ? required.optional : satisfies(`${provider.version}.0`, required.range)
  }))
}
