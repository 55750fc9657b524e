import { releaseErrors } from './errors.ts'

/** One released version, as a directory source reads it. */
export interface ReleasedVersion {
  readonly packageName: string
  readonly version: string
  /** Tarball beside the index. */
  readonly file: string
  /** Subresource integrity: `sha512-` and base64. */
  readonly integrity: string
  /** Why nobody should choose it any more, or null. */
  readonly deprecated: string | null
}

/** `releases/index.json`: everything that was ever released, sorted by package and version. */
export interface ReleaseIndex {
  readonly versions: readonly ReleasedVersion[]
}

/**
 * The index with one more version. Releasing the same bytes again changes nothing.
 * @throws RELEASE_IMMUTABLE when the version was released with other bytes
 */
export function addRelease(index: ReleaseIndex, release: ReleasedVersion): ReleaseIndex {
  const known = index.versions.find((version) => version.packageName === release.packageName && version.version === release.version)
  if (known === undefined) return { versions: [...index.versions, release].toSorted(byPackageAndVersion) }
  if (known.integrity === release.integrity) return index
  throw releaseErrors.RELEASE_IMMUTABLE({ packageName: release.packageName, version: release.version, released: known.integrity, built: release.integrity })
}

function byPackageAndVersion(a: ReleasedVersion, b: ReleasedVersion): number {
  return a.packageName === b.packageName ? a.version.localeCompare(b.version, 'en', { numeric: true }) : a.packageName < b.packageName ? -1 : 1
}
