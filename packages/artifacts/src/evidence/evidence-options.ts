import type { ArtifactSource, EvidenceRule } from '@tenon/model'

/** The rule for the packages that a pattern names. */
export interface PackageEvidenceRule extends Partial<Omit<EvidenceRule, 'policy'>>, Pick<EvidenceRule, 'policy'> {
  /** A package name; `*` stands for any characters: `@acme/*`. */
  readonly packages: string
}

/** What versions must prove, and whom to trust. */
export interface EvidenceOptions {
  /** The first one that names a package counts. Without any, its source says. */
  readonly rules?: readonly PackageEvidenceRule[]
  /** File with a sigstore trusted root (JSON). Default: sigstore's own, fetched when a provenance is to be verified. */
  readonly trustedRoot?: string
  /** File with signing keys as `/-/npm/v1/keys` lists them. Default: those the registry listed when the version was fetched, kept beside it. */
  readonly keys?: string
  /** Directory for sigstore's own trusted root, once fetched. Default: the user's own cache. */
  readonly cacheDirectory?: string
}

const bothParts = ['signature', 'provenance'] as const

/**
 * The rule for a package from a source. Where no rule names it: what the source says; where that says
 * nothing, `warn` for a version that comes with a proof and `off` for one without. Pure.
 */
export function ruleFor(rules: readonly PackageEvidenceRule[], packageName: string, source: Pick<ArtifactSource, 'evidence'> & { readonly hasProof: boolean }): EvidenceRule {
  const rule = rules.find(({ packages }) => matches(packages, packageName))
  const policy = rule?.policy ?? source.evidence ?? (source.hasProof ? 'warn' : 'off')
  return { policy, parts: rule?.parts ?? bothParts, repositories: rule?.repositories ?? [] }
}

/** Whether a text is what a pattern with `*` describes. */
export function matches(pattern: string, text: string): boolean {
  const source = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')).join('.*')
  return new RegExp(`^${source}$`).test(text)
}
