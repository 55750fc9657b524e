import type { CatalogVersion } from '@tenon/model'

/** The candidates of one module. */
type CandidateList = readonly CatalogVersion[]

/**
 * Splits candidate lists into groups that share no interface: what is chosen in one group never
 * matters in another, so that each can be searched on its own. A module without interfaces is alone.
 * @returns the groups in no particular order; inside a group the lists keep theirs
 */
export function interfaceGroups(lists: readonly CandidateList[]): readonly (readonly CandidateList[])[] {
  let groups: readonly InterfaceGroup[] = []
  for (const list of lists) {
    const own: InterfaceGroup = { lists: [list], names: interfacesOf(list) }
    const touching = groups.filter(({ names }) => [...own.names].some((name) => names.has(name)))
    const joined = [...touching, own]
    groups = [...groups.filter((group) => !touching.includes(group)), { lists: lists.filter((candidate) => joined.some((group) => group.lists.includes(candidate))), names: new Set(joined.flatMap(({ names }) => [...names])) }]
  }
  return groups.map((group) => group.lists)
}

interface InterfaceGroup {
  readonly lists: readonly CandidateList[]
  readonly names: ReadonlySet<string>
}

function interfacesOf(list: CandidateList): ReadonlySet<string> {
  return new Set(list.flatMap(({ manifest }) => [...manifest.provides, ...manifest.requires].map(({ name }) => name)))
}
