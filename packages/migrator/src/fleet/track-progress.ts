import type { Clock } from '@tenon/model'
import type { FleetPassOptions, FleetProgress, FleetTenantStatus } from './fleet-run.ts'

/** Counts what a pass does and tells its watcher, not more often than asked. */
export interface ProgressTracker {
  begin(tenantId: string): void
  end(tenantId: string, status: Exclude<FleetTenantStatus, 'pending'>): void
  waiting(waiting: boolean): void
  /** The last word, always told. */
  finish(): void
  /** Tenants that have failed in this pass so far. */
  failures(): number
}

/** Begins counting a pass of `total` tenants, and tells so. */
export function trackProgress({ onProgress, progressEveryMs = 200 }: FleetPassOptions, pass: { readonly runId: string; readonly total: number; readonly clock: Clock }): ProgressTracker {
  const { runId, total, clock } = pass
  const startedAt = clock.now()
  const counts = { moved: 0, unchanged: 0, failed: 0, drifted: 0 }
  const current = new Set<string>()
  let state: FleetProgress['state'] = 'moving'
  let toldAt = Number.NEGATIVE_INFINITY

  function tell(everyMs: number): void {
    const now = clock.now()
    if (onProgress === undefined || now - toldAt < everyMs) return
    toldAt = now
    onProgress({ runId, state, total, counts: { ...counts }, current: [...current], ...paceOf(counts, total, now - startedAt) })
  }

  tell(0)
  return {
    begin: (tenantId) => { current.add(tenantId) },
    end(tenantId, status) {
      current.delete(tenantId)
      counts[status] += 1
      tell(progressEveryMs)
    },
    waiting(waiting) {
      const next = waiting ? 'waiting' : 'moving'
      if (next === state) return
      state = next
      tell(0)
    },
    finish() {
      state = 'ended'
      tell(0)
    },
    failures: () => counts.failed,
  }
}

function paceOf(counts: FleetProgress['counts'], total: number, elapsedMs: number): Pick<FleetProgress, 'done' | 'elapsedMs' | 'perSecond' | 'remainingMs'> {
  const done = counts.moved + counts.unchanged + counts.failed + counts.drifted
  const perSecond = elapsedMs === 0 ? 0 : (done * 1000) / elapsedMs
  return { done, elapsedMs, perSecond, remainingMs: done === 0 ? null : ((total - done) * elapsedMs) / done }
}
