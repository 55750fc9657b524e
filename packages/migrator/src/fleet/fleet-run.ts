import type { MigrationSource, MigrationTarget, Problem } from '@tenon/model'

/** Which data to move where: one module, any number of tenants, each from wherever it stands. */
export interface FleetRunRequest {
  readonly module: string
  /** The module's whole history. It is kept with the run, so that a resume or an undo needs nothing else. */
  readonly migrations: readonly MigrationSource[]
  /** Tenants below it go up, those above it go down, the rest stay. */
  readonly toDataVersion: number
  /** The module's data of each tenant; no tenant twice. */
  readonly targets: readonly MigrationTarget[]
}

/** How one pass over a run is watched and ended early. */
export interface FleetPassOptions {
  /** Ends the pass: no further tenant is begun, those under way are finished. The run can be resumed. */
  readonly signal?: AbortSignal
  /** Ends the pass once so many tenants have failed in it. Default: a failure stops nobody else. */
  readonly stopAfterFailures?: number
  /** Told what has been done: at the start, at most every `progressEveryMs`, and at the end. */
  readonly onProgress?: (progress: FleetProgress) => void
  /** Default 200 ms. */
  readonly progressEveryMs?: number
}

/**
 * What became of one tenant in a run.
 * - `pending`: not begun, or begun and cut off: its data is as it was.
 * - `moved`: by this run. Written in the transaction that moved the data, so the two never disagree.
 * - `unchanged`: it was already there when its turn came; this run did nothing to it.
 * - `failed`: the move was refused or broke; its data is as it was.
 * - `drifted`: its schema differs from what its data version should look like; it was not touched.
 */
export type FleetTenantStatus = 'pending' | 'moved' | 'unchanged' | 'failed' | 'drifted'

/** One tenant of a run, as the journal has it. */
export interface FleetTenant {
  readonly target: MigrationTarget
  /** Where it stood when the run was planned; 0 when it had no data yet. */
  readonly fromDataVersion: number
  readonly toDataVersion: number
  readonly status: FleetTenantStatus
  /** Why it failed or was left alone: code, place and what to do next. */
  readonly problem: Problem | null
}

/**
 * `running` may be the last word of a runner that was killed: resume such a run. `stopped` was ended
 * early and can be resumed. `incomplete` went through, and some tenants failed or drifted: correct them
 * and resume. `succeeded`: everybody is where they should be.
 */
export type FleetRunStatus = 'running' | 'stopped' | 'incomplete' | 'succeeded'

/** One run, with how many of its tenants are in which state. */
export interface FleetRun {
  readonly id: string
  readonly module: string
  /** Null for an undo: each tenant returns to where it came from. */
  readonly toDataVersion: number | null
  /** The run whose moves this one takes back. */
  readonly undoes: string | null
  /** The run that took this one back; it moves nobody any more. */
  readonly undoneBy: string | null
  readonly status: FleetRunStatus
  readonly counts: Readonly<Record<FleetTenantStatus, number>>
  readonly startedAt: string
  readonly finishedAt: string | null
}

/** What a pass came to. */
export interface FleetOutcome {
  /** Null when there was nothing to do: then nothing was written either. */
  readonly runId: string | null
  readonly status: Exclude<FleetRunStatus, 'running'>
  /** Of the whole run, earlier passes included. */
  readonly counts: Readonly<Record<FleetTenantStatus, number>>
  /** Every tenant that failed or drifted, with code and place. */
  readonly problems: readonly FleetTenantProblem[]
}

/** A tenant that is not where it should be, and why. */
export interface FleetTenantProblem {
  readonly target: MigrationTarget
  readonly status: 'failed' | 'drifted'
  readonly problem: Problem
}

/** How far a pass is. Plain data: draw it, log it, send it. */
export interface FleetProgress {
  readonly runId: string
  /** `waiting`: the database does not answer, and the pass goes on once it does. */
  readonly state: 'moving' | 'waiting' | 'ended'
  /** Tenants that this pass has to look after. */
  readonly total: number
  readonly done: number
  readonly counts: Readonly<Record<Exclude<FleetTenantStatus, 'pending'>, number>>
  /** Tenants under way at this moment. */
  readonly current: readonly string[]
  readonly elapsedMs: number
  /** Tenants a second since the start of the pass. */
  readonly perSecond: number
  /** Estimate from the rate so far; null before the first tenant is done. */
  readonly remainingMs: number | null
}

/** No tenant in any state: where counting begins. */
export const noTenants: Readonly<Record<FleetTenantStatus, number>> = { pending: 0, moved: 0, unchanged: 0, failed: 0, drifted: 0 }
