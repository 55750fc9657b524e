import { join } from 'node:path'
import { valid } from 'semver'
import { artifactErrors } from './artifact-errors.ts'
import { shortDigestOf } from './integrity.ts'
import type { ArtifactIdentity } from './integrity.ts'

const packageNamePattern = /^(@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/

/** Where one artifact lives in the store. The directory exists only when it is complete. */
export interface ArtifactPlace {
  /** `<store>/<name>/<version>-<digest>` */
  readonly directory: string
  /** The tarball as it was fetched: what the unpacked files are checked against. */
  readonly tarball: string
  /** The unpacked package. */
  readonly files: string
}

/** The place of an artifact, which follows from its name, version and integrity alone. @throws ARTIFACT_UNSAFE for a name or version that is no file name */
export function placeOf(store: string, artifact: ArtifactIdentity): ArtifactPlace {
  const { packageName, version } = artifact
  if (!packageNamePattern.test(packageName)) throw artifactErrors.ARTIFACT_UNSAFE({ packageName, version, entry: packageName, reason: 'is not a package name' })
  if (valid(version) !== version) throw artifactErrors.ARTIFACT_UNSAFE({ packageName, version, entry: version, reason: 'is not a semver version' })
  const directory = join(store, packageName, `${version}-${shortDigestOf(artifact)}`)
  return { directory, tarball: join(directory, 'package.tgz'), files: join(directory, 'package') }
}
