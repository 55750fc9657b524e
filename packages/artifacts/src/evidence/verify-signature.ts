import type { SignatureEvidence, SigningKey, VersionProof } from '@tenon/model'
import pacote from 'pacote'
import type { ArtifactIdentity } from '../integrity.ts'
import { artifactErrors } from '../artifact-errors.ts'

/** A registry that exists nowhere: npm's client is handed what was kept, so that nothing is resolved anew. */
const registry = 'http://kept.invalid'

const reasons: Readonly<Record<string, string>> = {
  EMISSINGSIGNATUREKEY: 'it is signed with a key that the registry does not list',
  EEXPIREDSIGNATUREKEY: 'its key had expired when it was published',
  EINTEGRITYSIGNATURE: 'its signature is not one over this name, version and integrity',
}

/**
 * Verifies a registry's signatures with npm's own client: ECDSA over `name@version:integrity`, and
 * the key's expiry against the time of publication. The integrity is the given one, never one the
 * registry says now. Offline.
 * @throws ARTIFACT_SIGNATURE_INVALID
 */
export async function verifySignature(artifact: ArtifactIdentity, proof: VersionProof, keys: readonly SigningKey[]): Promise<SignatureEvidence | null> {
  const [signature] = proof.signatures
  if (signature === undefined) return null
  const { packageName, version } = artifact
  await pacote.manifest(`${packageName}@${version}`, {
    registry: `${registry}/`,
    packumentCache: new Map([[`full:${registry}/${packageName.replace('/', '%2f')}`, packumentOf(artifact, proof)]]) as unknown as Map<string, pacote.Packument>,
    '//kept.invalid/:_keys': keys.map((key) => ({ ...key, pemkey: `-----BEGIN PUBLIC KEY-----\n${key.key}\n-----END PUBLIC KEY-----` })),
    verifySignatures: true,
    fullMetadata: true,
  } as pacote.Options).catch((error: { readonly code?: string }) => {
    throw artifactErrors.ARTIFACT_SIGNATURE_INVALID({ packageName, version, reason: reasons[error.code ?? ''] ?? 'its signature cannot be read' })
  })
  return { keyId: signature.keyid }
}

function packumentOf({ packageName: name, version, integrity }: ArtifactIdentity, { signatures, publishedAt }: VersionProof) {
  const dist = { integrity, tarball: `${registry}/kept.tgz`, signatures }
  return { name, 'dist-tags': { latest: version }, versions: { [version]: { name, version, dist } }, time: publishedAt === null ? {} : { [version]: publishedAt } }
}
