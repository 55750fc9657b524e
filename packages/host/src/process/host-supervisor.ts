/** One host following another behind the same port. */
export interface Replacement {
  /** Number of the fresh host: 1 was the first. */
  readonly generation: number
  readonly reason: string
  /** Who asked for it; null: the host itself or its supervisor did. */
  readonly actor: string | null
  /** ISO 8601 instant at which it began. */
  readonly at: string
  readonly outcome: ReplacementOutcome
  /** How long the fresh host took until it served; null: it does not yet, or never did. */
  readonly tookMs: number | null
  /** How long the one before took to finish what ran, and leave; null: it has not left, or it ended unasked. */
  readonly leftMs: number | null
  /** Calls that it cut off because they did not end in time; null: it has not said. */
  readonly abandonedCalls: number | null
}

/** `failed`: the fresh host did not come up and the one before goes on. */
export type ReplacementOutcome = 'running' | 'succeeded' | 'failed'

/** What the supervisor of a host did, since it started. */
export interface Supervision {
  /** Number of the newest host. */
  readonly generation: number
  readonly supervisorProcessId: number
  /** Newest first, the last hundred. */
  readonly replacements: readonly Replacement[]
  /** Versions that ended a host while they were loaded: no host loads them until somebody recycles it. */
  readonly barred: readonly BarredVersion[]
}

/** A version that a host must not load, and why. */
export interface BarredVersion {
  /** Identifies its bytes. */
  readonly key: string
  /** For people: `inventory@2.0.0`. */
  readonly label: string
  readonly reason: string
}

/** Who keeps a host and can put a fresh one in its place. */
export interface HostSupervisor {
  supervision(): Supervision
  /** Asks for a fresh host, which tries barred versions again. While one is under way it is the same wish. */
  recycle(wish: { readonly reason: string; readonly actor: string }): void
}
