import type { CatalogVersion, Manifest } from '@tenon/model'

/** All that resolution looks at of a version: a part of what the catalog knows, so that a host can hold many in memory. */
export interface ResolvableVersion extends Omit<CatalogVersion, 'manifest'> {
  readonly manifest: Pick<Manifest, 'hostRange' | 'provides' | 'requires' | 'minFrom' | 'peerRanges'>
}
