/** How much proof of its origin a version needs. `off` asks for none, `warn` notes what is missing or wrong, `require` refuses the version. */
export type EvidencePolicy = 'off' | 'warn' | 'require'

/** A part of the proof: the registry's signature over name, version and integrity; the attestation of who built it from what. */
export type EvidencePart = 'signature' | 'provenance'

/** The policy for some packages. */
export interface EvidenceRule {
  readonly policy: EvidencePolicy
  /** What the policy asks for. */
  readonly parts: readonly EvidencePart[]
  /** Source repositories that a provenance may name; `*` at the end stands for the rest. Empty: any. */
  readonly repositories: readonly string[]
}

/** A registry's signature that holds. */
export interface SignatureEvidence {
  readonly keyId: string
}

/** A provenance that holds: who built the bytes, from what. */
export interface ProvenanceEvidence {
  /** The builder's address, as its attestation gives it. */
  readonly builder: string
  /** Address of the source repository. */
  readonly repository: string
  /** Commit it was built from; null when the attestation names none. */
  readonly commit: string | null
  /** sha512 (hex) of the attested bytes: that of the version's integrity. */
  readonly digest: string
}

/** Something that the policy asked for and did not get. */
export interface EvidenceIssue {
  readonly code: string
  readonly reason: string
}

/** What was verified of a version's origin. It speaks of the integrity it was made for and of no other. */
export interface VersionEvidence {
  readonly integrity: string
  readonly signature: SignatureEvidence | null
  readonly provenance: ProvenanceEvidence | null
  /** The rule it was checked under. */
  readonly rule: EvidenceRule
  /** Empty when all that the rule asks for holds. */
  readonly issues: readonly EvidenceIssue[]
  /** ISO 8601 instant. */
  readonly checkedAt: string
}

/** A key that a registry signs with, as `/-/npm/v1/keys` lists it. */
export interface SigningKey {
  readonly keyid: string
  readonly keytype: string
  readonly scheme: string
  /** SPKI in base64. */
  readonly key: string
  /** ISO 8601 instant from which on it signs nothing new, or null. */
  readonly expires: string | null
}

/** What a source holds to prove a version's origin, as it gives it: nothing in it is verified. */
export interface VersionProof {
  readonly signatures: readonly { readonly keyid: string; readonly sig: string }[]
  readonly keys: readonly SigningKey[]
  /** Sigstore bundles with the type of what they state. */
  readonly attestations: readonly { readonly predicateType: string; readonly bundle: unknown }[]
  /** ISO 8601 instant, or null: what a key's expiry is compared with. */
  readonly publishedAt: string | null
}
