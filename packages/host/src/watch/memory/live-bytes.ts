import type { StackFrame } from '../block-evidence.ts'
import type { VersionPlace } from '../block-verdict.ts'

/** A node of V8's sampled allocations: a frame, and what was made right in it and lives. */
export interface AllocationNode {
  readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number }
  readonly selfSize: number
  readonly children: readonly AllocationNode[]
}

/** What lives of what one version made. An estimate: sums over samples. */
export interface LiveBytes<Place> {
  readonly place: Place
  readonly liveBytes: number
  /** The places in its own code that made it, largest first. */
  readonly sites: readonly { readonly frame: StackFrame; readonly liveBytes: number }[]
}

/** A reading of the heap, by who made what. */
export interface HeapReading<Place> {
  readonly versions: readonly LiveBytes<Place>[]
  /** Made by the host, by libraries outside of all versions, or after a wait in one. */
  readonly unattributedBytes: number
}

interface Tally<Place> {
  readonly sites: Map<Place, Map<string, { readonly frame: StackFrame; liveBytes: number }>>
  unattributedBytes: number
}

/** Who made what lives: the innermost frame that belongs to a version decides, also when a library it called made the object. Pure. */
export function liveBytesOf<Place extends VersionPlace>(head: AllocationNode, places: readonly Place[]): HeapReading<Place> {
  const tally: Tally<Place> = { sites: new Map(), unattributedBytes: 0 }
  addTo(tally, { node: head, maker: null }, places)
  const versions = [...tally.sites].map(([place, sites]) => {
    const found = [...sites.values()].toSorted((a, b) => b.liveBytes - a.liveBytes)
    return { place, sites: found, liveBytes: found.reduce((sum, { liveBytes }) => sum + liveBytes, 0) }
  })
  return { versions, unattributedBytes: tally.unattributedBytes }
}

interface Maker<Place> {
  readonly place: Place
  readonly frame: StackFrame
}

function addTo<Place extends VersionPlace>(tally: Tally<Place>, { node, maker }: { readonly node: AllocationNode; readonly maker: Maker<Place> | null }, places: readonly Place[]): void {
  const { functionName, url, lineNumber } = node.callFrame
  const place = url === '' ? undefined : places.find(({ urlPrefix }) => url.startsWith(urlPrefix))
  const inner = place === undefined ? maker : { place, frame: { url, name: functionName, line: lineNumber + 1 } }
  if (inner === null) tally.unattributedBytes += node.selfSize
  else if (node.selfSize > 0) note(tally, inner, node.selfSize)
  for (const child of node.children) addTo(tally, { node: child, maker: inner }, places)
}

function note<Place>(tally: Tally<Place>, { place, frame }: Maker<Place>, bytes: number): void {
  const sites = tally.sites.get(place) ?? new Map<string, { readonly frame: StackFrame; liveBytes: number }>()
  tally.sites.set(place, sites)
  const key = `${frame.url}:${frame.line}`
  const site = sites.get(key) ?? { frame, liveBytes: 0 }
  site.liveBytes += bytes
  sites.set(key, site)
}
