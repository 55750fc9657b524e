import type { VersionState } from '@tenon/host'

/** What a host may use up before it is replaced. Null: as much as it likes. */
export interface RecycleBudget {
  /** Versions that nobody uses any more: Node cannot forget their code. */
  readonly drainedVersions: number | null
  readonly rssBytes: number | null
}

/** What a host has used up. */
export interface HostUse {
  readonly versions: readonly Pick<VersionState, 'phase'>[]
  readonly rssBytes: number
}

const mebibyte = 1_048_576

/** Why a host should be replaced, in words; null: it need not. Pure. */
export function recycleReason({ versions, rssBytes }: HostUse, budget: RecycleBudget): string | null {
  const drained = versions.filter(({ phase }) => phase === 'drained').length
  if (budget.drainedVersions !== null && drained > budget.drainedVersions) return `${drained} drained versions are in memory, the budget is ${budget.drainedVersions}`
  if (budget.rssBytes !== null && rssBytes > budget.rssBytes) return `the host uses ${Math.round(rssBytes / mebibyte)} MB of memory, the budget is ${Math.round(budget.rssBytes / mebibyte)} MB`
  return null
}
