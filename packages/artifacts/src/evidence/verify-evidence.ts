import { isTenonError } from '@tenon/model'
import type { EvidenceRule, TenonError, VersionEvidence, VersionProof } from '@tenon/model'
import { artifactErrors } from '../artifact-errors.ts'
import type { ArtifactIdentity } from '../integrity.ts'
import type { Trust } from './open-trust.ts'
import { verifyProvenance } from './verify-provenance.ts'
import { verifySignature } from './verify-signature.ts'

/** What was verified, and what was not. */
export interface VerifiedEvidence {
  readonly evidence: VersionEvidence
  /** One error for each issue of the evidence, in its order. */
  readonly refusals: readonly TenonError[]
}

/** What evidence is judged by. */
export interface VerifyEvidenceOptions {
  readonly rule: EvidenceRule
  readonly trust: Trust
  /** ISO 8601 instant. */
  readonly checkedAt: string
}

/** Verifies all there is of a proof and says what the rule misses. A part that is there and does not hold is an issue though the rule does not ask for it. */
export async function verifyEvidence(artifact: ArtifactIdentity, proof: VersionProof | null, { rule, trust, checkedAt }: VerifyEvidenceOptions): Promise<VerifiedEvidence> {
  const { packageName, version, integrity } = artifact
  const kept = proof ?? { signatures: [], keys: [], attestations: [], publishedAt: null }
  const signature = await valueOrRefusal(async () => verifySignature(artifact, kept, (await trust.keys()) ?? kept.keys))
  const provenance = await valueOrRefusal(() => verifyProvenance(artifact, kept, { trustMaterial: trust.trustMaterial, repositories: rule.repositories }))
  const refusals = [
    ...refusalOf(signature, rule.parts.includes('signature') ? artifactErrors.ARTIFACT_UNSIGNED({ packageName, version }) : null),
    ...refusalOf(provenance, rule.parts.includes('provenance') ? artifactErrors.ARTIFACT_PROVENANCE_MISSING({ packageName, version }) : null),
  ]
  const issues = refusals.map(({ code, problem }) => ({ code, reason: problem.title }))
  return { evidence: { integrity, signature: signature.value, provenance: provenance.value, rule, issues, checkedAt }, refusals }
}

interface Part<Value> {
  readonly value: Value | null
  readonly refusal: TenonError | null
}

async function valueOrRefusal<Value>(verify: () => Promise<Value | null>): Promise<Part<Value>> {
  try {
    return { value: await verify(), refusal: null }
  } catch (error) {
    if (isTenonError(error)) return { value: null, refusal: error }
    throw error
  }
}

function refusalOf({ value, refusal }: Part<unknown>, missing: TenonError | null): readonly TenonError[] {
  if (refusal !== null) return [refusal]
  return value === null && missing !== null ? [missing] : []
}
