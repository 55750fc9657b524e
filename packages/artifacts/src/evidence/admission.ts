import type { ArtifactSource, Clock, EvidenceRule, SourceVersion, VersionEvidence, VersionProof } from '@tenon/model'
import type { ArtifactPlace } from '../artifact-place.ts'
import { findOffer } from '../find-offer.ts'
import type { Offer } from '../find-offer.ts'
import type { ArtifactIdentity } from '../integrity.ts'
import { ruleFor } from './evidence-options.ts'
import type { EvidenceOptions } from './evidence-options.ts'
import { readOrigin, writeOrigin } from './kept-origin.ts'
import type { KeptOrigin } from './kept-origin.ts'
import { openTrust } from './open-trust.ts'
import { verifyEvidence } from './verify-evidence.ts'

/** Who judges the origin of versions. */
export interface Admission {
  /** The rule for a version as a source lists it. */
  ruleFor(source: ArtifactSource, version: SourceVersion): EvidenceRule
  /** What is verified of a version's origin; null when nothing is asked for. @throws ARTIFACT_UNSIGNED, ARTIFACT_SIGNATURE_INVALID, ARTIFACT_PROVENANCE_MISSING, ARTIFACT_PROVENANCE_INVALID, ARTIFACT_PROVENANCE_UNEXPECTED when the rule requires more */
  judge(artifact: ArtifactIdentity, place: ArtifactPlace): Promise<VersionEvidence | null>
  /** Checks a proof that is kept beside the bytes against them, where evidence is required: a version that runs may lack one, but none may be false. @throws ARTIFACT_SIGNATURE_INVALID, ARTIFACT_PROVENANCE_INVALID */
  assertKeptHolds(artifact: ArtifactIdentity, place: ArtifactPlace): Promise<void>
}

/** What an admission works with. */
export interface CreateAdmissionOptions {
  readonly sources: readonly ArtifactSource[]
  readonly offers: ReadonlyMap<string, Offer>
  readonly evidence: EvidenceOptions
  readonly clock: Clock
}

/** Judges origins. The proof of a version is fetched once and kept beside its bytes; from then on it is verified offline, against the integrity asked for. */
export function createAdmission({ sources, offers, evidence, clock }: CreateAdmissionOptions): Admission {
  const trust = openTrust(evidence)
  const rules = evidence.rules ?? []
  const ruleOf = (source: ArtifactSource | undefined, { packageName }: ArtifactIdentity, hasProof: boolean) =>
    ruleFor(rules, packageName, { ...(source?.evidence !== undefined && { evidence: source.evidence }), hasProof })
  const sourceNamed = (origin: KeptOrigin | null) => sources.find(({ description }) => description === origin?.source)

  const verify = (artifact: ArtifactIdentity, proof: VersionProof | null, rule: EvidenceRule) =>
    verifyEvidence(artifact, proof, { rule, trust, checkedAt: new Date(clock.now()).toISOString() })

  /** The proof at hand, fetched when nobody asked for it before. */
  async function originOf(artifact: ArtifactIdentity, place: ArtifactPlace): Promise<KeptOrigin> {
    const kept = await readOrigin(place)
    if (kept?.proof !== undefined) return kept
    const { source, version } = await findOffer(artifact, { sources, offers })
    const origin = { source: source.description, proof: (await source.proof?.(version)) ?? null }
    await writeOrigin(place, origin)
    return origin
  }

  return {
    ruleFor: (source, version) => ruleOf(source, version, version.hasProof === true),
    async judge(artifact, place) {
      const kept = await readOrigin(place)
      // Nobody can ask for more than the source and the rules do: then no source need be asked either.
      if (kept !== null && kept.proof === undefined && ruleOf(sourceNamed(kept), artifact, true).policy === 'off') return null
      const origin = await originOf(artifact, place)
      const rule = ruleOf(sourceNamed(origin), artifact, origin.proof !== null)
      if (rule.policy === 'off') return null
      const { evidence: verified, refusals } = await verify(artifact, origin.proof ?? null, rule)
      const [refusal] = refusals
      if (rule.policy === 'require' && refusal !== undefined) throw refusal
      return verified
    },
    async assertKeptHolds(artifact, place) {
      const origin = await readOrigin(place)
      const rule = ruleOf(sourceNamed(origin), artifact, origin?.proof !== undefined)
      if (rule.policy !== 'require' || origin?.proof === undefined || origin.proof === null) return
      // Without a trusted root in a file a provenance could be checked over the network only, and a host starts without one.
      const proof = evidence.trustedRoot === undefined ? { ...origin.proof, attestations: [] } : origin.proof
      const { refusals } = await verify(artifact, proof, { ...rule, parts: [], repositories: [] })
      if (refusals[0] !== undefined) throw refusals[0]
    },
  }
}
