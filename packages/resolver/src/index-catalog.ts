import type { Channel } from '@tenon/model'
import { channelOf } from '@tenon/model'
import { parse } from 'semver'
import type { SemVer } from 'semver'
import { interfaceShapes } from './interface-shape.ts'
import type { InterfaceShape, InterfaceShapes } from './interface-shape.ts'
import type { ResolvableVersion } from './resolvable-version.ts'
import { compareParsed, hostRangeAllows, parseRange } from './version-range.ts'

/** What a host brings to every module version. */
export interface HostFacts {
  /** Version of `@tenon/module-sdk` the host runs. */
  readonly hostVersion: string
  /** Other packages that the host supplies to modules, with their versions. A module that needs one that is not listed cannot be chosen. */
  readonly peers: Readonly<Record<string, string>>
}

/** A package that a version needs from the host in a version that the host does not have. */
export interface PeerMismatch {
  readonly packageName: string
  readonly range: string
  readonly supplied: string | null
}

/** A version of the catalog with everything about it that no question changes. */
export interface KnownVersion {
  readonly entry: ResolvableVersion
  readonly parsed: SemVer | null
  readonly channel: Channel
  readonly minFrom: SemVer | null
  readonly hostFits: boolean
  readonly peerMismatches: readonly PeerMismatch[]
  readonly shape: InterfaceShape
}

/** One module's versions, for one host. */
export interface KnownModule {
  readonly hostVersion: string
  /** Newest first. */
  readonly versions: readonly KnownVersion[]
  /** Which of `versions` a range allows, by position; remembered. On the beta channel a range means its prereleases too. */
  allowedBy(range: string, channel: Channel): readonly boolean[]
}

/** A catalog by module, parsed and sorted once. */
export type CatalogIndex = ReadonlyMap<string, KnownModule>

/** Indexes a catalog for one host. */
export function indexCatalog(catalog: readonly ResolvableVersion[], host: HostFacts): CatalogIndex {
  const shapes = interfaceShapes(catalog.map(({ manifest }) => manifest))
  const byModule = Map.groupBy(catalog, ({ module }) => module)
  return new Map([...byModule].map(([module, entries]) => [module, knownModule(entries.map((entry) => knownVersion(entry, host, shapes)), host)]))
}

function knownVersion(entry: ResolvableVersion, { hostVersion, peers }: HostFacts, shapes: InterfaceShapes): KnownVersion {
  const { hostRange, minFrom, peerRanges = {} } = entry.manifest
  const needed = Object.entries(peerRanges).map(([packageName, range]) => ({ packageName, range, supplied: peers[packageName] ?? null }))
  return {
    entry,
    shape: shapes.shapeOf(entry.manifest),
    parsed: parse(entry.version),
    channel: channelOf(entry),
    minFrom: parse(minFrom ?? null),
    hostFits: hostRangeAllows(hostRange, hostVersion),
    peerMismatches: needed.filter(({ range, supplied }) => supplied === null || !hostRangeAllows(range, supplied)),
  }
}

function knownModule(unsorted: readonly KnownVersion[], { hostVersion }: HostFacts): KnownModule {
  const keyed = unsorted.map((version) => ({ version, text: version.entry.version, parsed: version.parsed }))
  const versions = keyed.toSorted((a, b) => compareParsed(b, a) || (a.version.entry.integrity < b.version.entry.integrity ? -1 : 1)).map(({ version }) => version)
  const remembered = new Map<string, readonly boolean[]>()
  return {
    hostVersion,
    versions,
    allowedBy(range, channel) {
      const key = `${channel} ${range}`
      const known = remembered.get(key)
      if (known !== undefined) return known
      if (remembered.size >= mostRemembered) remembered.clear()
      const parsed = parseRange(range, channel === 'beta' ? 'all' : 'named')
      const allowed = versions.map((version) => parsed !== null && version.parsed !== null && parsed.test(version.parsed))
      remembered.set(key, allowed)
      return allowed
    },
  }
}

/** People write few ranges; a caller that makes them up does not fill the memory. */
const mostRemembered = 1_000
