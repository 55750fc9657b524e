import { claimTimers, endTimerRun, freeTimer, lockClaimedTimer, lockUnscheduledTimers, scheduleTimers } from '../tables/timers.ts'
import type { NextRun, TimerRow } from '../tables/timers.ts'
import { nextRun } from '../timers/next-run.ts'
import type { RunTimes } from '../timers/next-run.ts'
import type { TakenTimer, WorkShare } from '../surface/work-registry.ts'
import type { ShareParts } from './open-work-share.ts'

/** Timers of new locks whose first run is computed in one go. */
const scheduledAtOnce = 500

/** The timers of a share. */
export interface TimerShare {
  readonly methods: Pick<WorkShare, 'takeTimers' | 'endTimer'>
  held(): readonly TakenTimer[]
  /** Gives back what was not ended. */
  giveBack(): Promise<void>
}

/** A share that holds nothing yet. */
export function createTimerShare({ database, clock, worker }: ShareParts): TimerShare {
  const held = new Map<string, { readonly timer: TakenTimer; readonly startedAt: number }>()

  async function scheduleNew(): Promise<void> {
    const isMore = await database.transaction(async (session) => {
      const rows = await lockUnscheduledTimers(session, scheduledAtOnce)
      if (rows.length > 0) await scheduleTimers(session, rows.map((row) => ({ ...row, ...nextOf(row, { lastRun: timeOf(row.lastRunAt), now: clock.now() }) })))
      return rows.length === scheduledAtOnce
    })
    if (isMore) await scheduleNew()
  }

  const methods: TimerShare['methods'] = {
    async takeTimers(limit) {
      await scheduleNew()
      const startedAt = clock.now()
      const taken = await claimTimers(database, { worker, now: new Date(startedAt).toISOString(), limit })
      for (const timer of taken) held.set(keyOf(timer), { timer, startedAt })
      return taken
    },
    async endTimer(timer, end) {
      const startedAt = held.get(keyOf(timer))?.startedAt ?? clock.now()
      held.delete(keyOf(timer))
      await database.transaction(async (session) => {
        if (end.kind === 'given-back') return freeTimer(session, timer, worker)
        const row = await lockClaimedTimer(session, timer, worker)
        if (row === null) return
        const next = nextOf(row, { lastRun: startedAt, now: clock.now() })
        const problem = end.kind === 'failed' ? end.reason : next.problem
        await endTimerRun(session, timer, { nextRunAt: next.nextRunAt, problem, failures: end.kind === 'failed' ? row.failures + 1 : 0, lastRunAt: new Date(startedAt).toISOString() })
      })
    },
  }

  return {
    methods,
    held: () => [...held.values()].map(({ timer }) => timer),
    async giveBack() {
      for (const { timer } of held.values()) await methods.endTimer(timer, { kind: 'given-back' })
    },
  }
}

/** A definition that cannot be read stops its own timer and no other. */
function nextOf({ definition }: TimerRow, times: RunTimes): NextRun {
  try {
    const next = nextRun(definition, times)
    return next === null ? { nextRunAt: 'never', problem: null } : { nextRunAt: new Date(next).toISOString(), problem: null }
  } catch (error) {
    return { nextRunAt: 'never', problem: `its definition cannot be read: ${error instanceof Error ? error.message : String(error)}` }
  }
}

function timeOf(instant: string | null): number | null {
  return instant === null ? null : Date.parse(instant)
}

function keyOf({ tenantId, module, name }: TakenTimer): string {
  return `${tenantId} ${module} ${name}`
}
