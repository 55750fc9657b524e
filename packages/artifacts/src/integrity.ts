import { createHash } from 'node:crypto'
import ssri from 'ssri'
import { artifactErrors } from './artifact-errors.ts'

/** Which artifact: name, version and the integrity that its bytes must have. */
export interface ArtifactIdentity {
  readonly packageName: string
  readonly version: string
  readonly integrity: string
}

/** The subresource integrity of bytes: `sha512-` and base64. */
export function integrityOf(bytes: Uint8Array): string {
  return `sha512-${createHash('sha512').update(bytes).digest('base64')}`
}

/**
 * Checks bytes against the sha512 an artifact was published with.
 * @param where - which bytes, for the message
 * @throws ARTIFACT_INTEGRITY_MISMATCH, ARTIFACT_INTEGRITY_MISSING
 */
export function assertIntegrity(artifact: ArtifactIdentity, bytes: Uint8Array, where: string): void {
  const expected = sha512Of(artifact)
  const found = integrityOf(bytes)
  if (found !== expected) throw artifactErrors.ARTIFACT_INTEGRITY_MISMATCH({ ...named(artifact), where, expected, found })
}

/** Sixteen hex digits of the sha512, for directory names. @throws ARTIFACT_INTEGRITY_MISSING */
export function shortDigestOf(artifact: ArtifactIdentity): string {
  return ssri.parse(sha512Of(artifact), { single: true }).hexDigest().slice(0, 16)
}

/** Weaker hashes are not accepted, whatever the source offers beside the sha512. */
function sha512Of(artifact: ArtifactIdentity): string {
  const hash = ssri.parse(artifact.integrity)['sha512']?.[0]
  if (hash === undefined || Buffer.from(hash.digest, 'base64').length !== 64) throw artifactErrors.ARTIFACT_INTEGRITY_MISSING({ ...named(artifact), found: artifact.integrity })
  return `sha512-${hash.digest}`
}

function named({ packageName, version }: ArtifactIdentity) {
  return { packageName, version }
}
