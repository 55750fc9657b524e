/** From what an estimate was made, best first. */
export type EstimateBasis =
  /** The same move was rehearsed on a copy of this tenant's data when the plan was made. */
  | { readonly kind: 'rehearsal' }
  /** The same move succeeded before: for how many tenants, on how many rows. */
  | { readonly kind: 'operations'; readonly count: number; readonly rowsFrom: number | null; readonly rowsTo: number | null }
  /** Only how many rows the tables hold is known, not how long they take. */
  | { readonly kind: 'row-counts' }
  | { readonly kind: 'unknown' }

/** How long a plan will take, as far as that is known. */
export interface PlanEstimate {
  readonly basis: EstimateBasis
  /** All steps that move data, in milliseconds; null: unknown. */
  readonly totalMs: number | null
  /** By step of the plan. `ms` is null where it is unknown; `rows` are those of the tables a step touches, null where that is not known. */
  readonly steps: readonly StepEstimate[]
  /** Rows of all tables that the plan touches, as the server's statistics count them; null when that is not known. */
  readonly rows: number | null
}

/** How long one step will take. */
export interface StepEstimate {
  readonly ms: number | null
  readonly rows: number | null
}

/** What a rehearsal saw that was made together with a plan. */
export interface PlanRehearsal {
  readonly module: string
  /** ISO 8601 instant, UTC. */
  readonly at: string
  readonly rows: number
  /** Rows that took part; fewer than `rows` when a sample was rehearsed. */
  readonly copiedRows: number
  /** Ways that were walked, in order: `up`, `down`, `up again`. */
  readonly walked: readonly string[]
  /** True when nothing was lost, changed or refused on any of them. */
  readonly equal: boolean
  /** One sentence for each thing that would go wrong. */
  readonly problems: readonly string[]
  /** Way up, in milliseconds. */
  readonly upMs: number
  /** Milliseconds by migration of the way up. */
  readonly migrations: readonly { readonly name: string; readonly durationMs: number }[]
}
