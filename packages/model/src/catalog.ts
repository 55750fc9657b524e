import type { Manifest } from './manifest.ts'

/** `available` may be chosen, `deprecated` only when asked for, `yanked` only kept where it already runs. */
export type VersionStatus = 'available' | 'deprecated' | 'yanked'

/** One published, immutable build of a module, as the catalog knows it. */
export interface CatalogVersion {
  readonly module: string
  readonly packageName: string
  readonly version: string
  /** Subresource integrity of the tarball: `sha512-` and base64. */
  readonly integrity: string
  readonly status: VersionStatus
  readonly manifest: Manifest
}

/** All known module versions. Order carries no meaning. */
export type Catalog = readonly CatalogVersion[]
