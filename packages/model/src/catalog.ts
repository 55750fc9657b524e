import type { VersionEvidence } from './evidence.ts'
import type { Manifest } from './manifest.ts'
import type { VersionNotice } from './notice.ts'

/** `available` may be chosen, `deprecated` only when asked for, `yanked` only kept where it already runs. */
export type VersionStatus = 'available' | 'deprecated' | 'yanked'

/** Who a version is meant for: everyone, or those who asked to be early. */
export type Channel = 'stable' | 'beta'

/** One published, immutable build of a module, as the catalog knows it. */
export interface CatalogVersion {
  readonly module: string
  readonly packageName: string
  readonly version: string
  /** Subresource integrity of the tarball: `sha512-` and base64. */
  readonly integrity: string
  readonly status: VersionStatus
  readonly manifest: Manifest
  /** Absent: `beta` when the version is a prerelease, else `stable`; see `channelOf`. */
  readonly channel?: Channel
  /** ISO 8601 instant, as the source tells it, or when this catalog first saw it. */
  readonly publishedAt?: string
  /** The source's own words when it calls the version deprecated. Absent: it does not. */
  readonly deprecated?: string
  /** The last that an operator said of it, if that still counts. `status` is the worse of this and of what the source says. */
  readonly notice?: Pick<VersionNotice, 'change' | 'actor' | 'reason' | 'createdAt'>
  /** What was verified of its origin. Absent: nothing was asked for. */
  readonly evidence?: VersionEvidence
}

/** The channel of a version: what somebody set, else what its number says. */
export function channelOf({ channel, version }: Pick<CatalogVersion, 'channel' | 'version'>): Channel {
  return channel ?? (/^\d+\.\d+\.\d+-/.test(version) ? 'beta' : 'stable')
}

/** All known module versions. Order carries no meaning. */
export type Catalog = readonly CatalogVersion[]
