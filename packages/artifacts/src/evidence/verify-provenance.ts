import type { ProvenanceEvidence, VersionProof } from '@tenon/model'
import { bundleFromJSON } from '@sigstore/bundle'
import type { SerializedBundle } from '@sigstore/bundle'
import { toSignedEntity, Verifier } from '@sigstore/verify'
import type { Signer, TrustMaterial } from '@sigstore/verify'
import ssri from 'ssri'
import { artifactErrors } from '../artifact-errors.ts'
import type { ArtifactIdentity } from '../integrity.ts'
import { matches } from './evidence-options.ts'
import { parseProvenanceStatement } from './provenance-statement.ts'
import type { ProvenanceStatement } from './provenance-statement.ts'

/** What a provenance is judged by. */
export interface ProvenanceTrust {
  readonly trustMaterial: () => Promise<TrustMaterial>
  /** Empty: any. */
  readonly repositories: readonly string[]
}

/** Fulcio's extension for the source repository: https://github.com/sigstore/fulcio/blob/main/docs/oid-info.md */
const sourceRepository = '1.3.6.1.4.1.57264.1.12'
const sourceCommit = '1.3.6.1.4.1.57264.1.13'

/**
 * Verifies the provenance of a version with sigstore's own library: certificate, transparency log and
 * signature, then that it speaks of this name, version and integrity. The repository is the one in
 * the certificate: whoever signs may write any other into the statement.
 * @returns null when there is no provenance
 * @throws ARTIFACT_PROVENANCE_INVALID, ARTIFACT_PROVENANCE_UNEXPECTED
 */
export async function verifyProvenance(artifact: ArtifactIdentity, proof: VersionProof, trust: ProvenanceTrust): Promise<ProvenanceEvidence | null> {
  const attestation = proof.attestations.find(({ predicateType }) => predicateType.startsWith('https://slsa.dev/provenance/'))
  if (attestation === undefined) return null
  const { packageName, version } = artifact
  const trustMaterial = await trust.trustMaterial()
  const { signer, statement } = readAttestation(artifact, attestation.bundle, trustMaterial)
  const digest = ssri.parse(artifact.integrity, { single: true }).hexDigest()
  assertSubject(artifact, statement, digest)
  const repository = extensionOf(signer, sourceRepository)
  if (repository === null) throw invalid(artifact, 'its certificate names no source repository')
  if (trust.repositories.length > 0 && !trust.repositories.some((pattern) => matches(pattern, repository))) {
    throw artifactErrors.ARTIFACT_PROVENANCE_UNEXPECTED({ packageName, version, repository, allowed: trust.repositories })
  }
  return { builder: statement.builder, repository, commit: extensionOf(signer, sourceCommit) ?? statement.commit, digest }
}

function readAttestation(artifact: ArtifactIdentity, value: unknown, trustMaterial: TrustMaterial): { readonly signer: Signer; readonly statement: ProvenanceStatement } {
  try {
    const bundle = bundleFromJSON(value as SerializedBundle)
    const signer = new Verifier(trustMaterial).verify(toSignedEntity(bundle))
    if (bundle.content.$case !== 'dsseEnvelope') throw invalid(artifact, 'it signs no statement')
    const statement = parseProvenanceStatement(JSON.parse(bundle.content.dsseEnvelope.payload.toString('utf8')))
    if (statement === null) throw invalid(artifact, 'its statement is no SLSA provenance')
    return { signer, statement }
  } catch (error) {
    throw invalid(artifact, error instanceof Error ? error.message : String(error))
  }
}

function assertSubject(artifact: ArtifactIdentity, { subjects }: ProvenanceStatement, digest: string): void {
  const { packageName, version } = artifact
  const purl = `pkg:npm/${packageName.replace('@', '%40')}@${version}`
  const subject = subjects.find(({ name }) => name === purl)
  if (subject === undefined) throw invalid(artifact, `it speaks of ${subjects.map(({ name }) => name).join(', ')}`)
  if (subject.sha512 !== digest) throw invalid(artifact, 'it speaks of other bytes')
}

/** The value is a DER string: a tag, its length, its bytes. */
function extensionOf({ identity }: Signer, name: string): string | null {
  const value = identity?.oids?.find(({ oid }) => oid?.id.join('.') === name)?.value
  if (value === undefined) return null
  const lengthBytes = (value[1] ?? 0) > 0x7f ? (value[1] ?? 0) & 0x7f : 0
  return Buffer.from(value).subarray(2 + lengthBytes).toString('utf8')
}

function invalid({ packageName, version }: ArtifactIdentity, reason: string) {
  return artifactErrors.ARTIFACT_PROVENANCE_INVALID({ packageName, version, reason: reason.replace(/\.$/, '') })
}
