import { createHash } from 'node:crypto'
import { canonicalJson } from '@tenon/model'
import type { CatalogVersion, LockProof } from '@tenon/model'

/** The proof that a lock entry keeps of a version; undefined when nothing was asked for. The same evidence, verified at another time, gives the same proof. */
export function lockProof({ evidence }: Pick<CatalogVersion, 'evidence'>): LockProof | undefined {
  if (evidence === undefined || evidence.rule.policy === 'off') return undefined
  const { checkedAt: _checkedAt, ...verified } = evidence
  return {
    digest: createHash('sha256').update(canonicalJson(verified)).digest('hex'),
    policy: evidence.rule.policy,
    signedBy: evidence.signature?.keyId ?? null,
    repository: evidence.provenance?.repository ?? null,
    commit: evidence.provenance?.commit ?? null,
  }
}
