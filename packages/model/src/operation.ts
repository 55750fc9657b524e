import type { Problem } from './problem.ts'

/** `running` may survive a crash of the host; recovery turns it into `interrupted` once nobody holds the tenant's lock. */
export type OperationStatus = 'running' | 'succeeded' | 'failed' | 'interrupted'

/** Status of one step inside an operation. */
export type StepStatus = 'succeeded' | 'failed' | 'rolled-back' | 'not-run' | 'running'

/** Result of one plan step, in the order of the plan. */
export interface StepOutcome {
  readonly title: string
  readonly status: StepStatus
  readonly durationMs: number | null
  /** Measured facts for people: `12,480 rows`, `3 fractional quantities set aside`. */
  readonly notes: readonly string[]
}

/** The durable record of one execution of a plan. */
export interface Operation {
  readonly id: string
  readonly tenantId: string
  readonly planId: string
  readonly kind: 'install' | 'upgrade' | 'roll-back' | 'finalize'
  readonly status: OperationStatus
  readonly steps: readonly StepOutcome[]
  /** Present when the operation failed: code, what happened, to which thing, what to do next. */
  readonly problem: Problem | null
  /** Rows kept, set aside and put back by this operation. */
  readonly preserved: PreservedData
  readonly actor: string
  readonly startedAt: string
  readonly finishedAt: string | null
}

/** What a move did with rows written by the version it left. */
export interface PreservedData {
  /** Values set aside that the version now in force cannot show, by `table.column` or `table`. */
  readonly setAside: Readonly<Record<string, number>>
  /** Values set aside earlier and put back now. */
  readonly putBack: Readonly<Record<string, number>>
  /** Values set aside earlier and not put back because their basis changed; they stay in the stash. */
  readonly superseded: Readonly<Record<string, number>>
}

/** Nothing set aside, nothing put back. */
export const nothingPreserved: PreservedData = { setAside: {}, putBack: {}, superseded: {} }
