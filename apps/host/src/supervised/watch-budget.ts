import type { Host } from '@tenon/host'
import { recycleReason } from './recycle-budget.ts'
import type { RecycleBudget } from './recycle-budget.ts'

/** What is measured, against what. */
export interface WatchBudgetOptions {
  readonly host: Pick<Host, 'versions'>
  readonly budget: RecycleBudget
  readonly process: { readonly memoryUsage: { rss(): number }; uptime(): number }
  /** True when this host itself took over from another. */
  readonly isReplacement: boolean
  readonly replace: (reason: string) => void
}

const lookMs = 5_000
/** A replacement that is over its budget from the start is left alone for so long: or hosts would follow each other without end. */
const youngSeconds = 600

/** Asks for a fresh host once this one is over its budget. */
export function watchBudget({ host, budget, process, isReplacement, replace }: WatchBudgetOptions): void {
  setInterval(() => {
    if (isReplacement && process.uptime() < youngSeconds) return
    const reason = recycleReason({ versions: host.versions(), rssBytes: process.memoryUsage.rss() }, budget)
    if (reason !== null) replace(reason)
  }, lookMs).unref()
}
