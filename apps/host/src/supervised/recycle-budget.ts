import type { VersionState } from '@tenon/host'

/** What a host may use up before it is replaced. Null: as much as it likes. */
export interface RecycleBudget {
  /** Versions that nobody uses any more: Node cannot forget their code. */
  readonly drainedVersions: number | null
  readonly rssBytes: number | null
}

/** What a host has used up. */
export interface HostUse {
  readonly versions: readonly Pick<VersionState, 'module' | 'version' | 'phase' | 'memory'>[]
  readonly rssBytes: number
}

const mebibyte = 1_048_576
/** Less is noise. */
const leastNamedBytes = 8 * mebibyte

/** Why a host should be replaced, in words; null: it need not. Pure. */
export function recycleReason({ versions, rssBytes }: HostUse, budget: RecycleBudget): string | null {
  const drained = versions.filter(({ phase }) => phase === 'drained').length
  if (budget.drainedVersions !== null && drained > budget.drainedVersions) return `${drained} drained versions are in memory, the budget is ${budget.drainedVersions}`
  if (budget.rssBytes !== null && rssBytes > budget.rssBytes) return `the host uses ${megabytes(rssBytes)} of memory, the budget is ${megabytes(budget.rssBytes)}${culpritIn(versions)}`
  return null
}

/** Who has grown most, if somebody has. */
function culpritIn(versions: HostUse['versions']): string {
  const [most] = versions.toSorted((a, b) => grownBytes(b) - grownBytes(a))
  if (most === undefined || grownBytes(most) < leastNamedBytes) return ''
  return `; ${most.module} ${most.version} has grown by ${megabytes(grownBytes(most))}`
}

function grownBytes({ memory }: HostUse['versions'][number]): number {
  return memory?.grownBytes ?? 0
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / mebibyte)} MB`
}
