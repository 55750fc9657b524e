/**
 * What a host and its supervisor say to each other. Types only, and plain data: the supervisor
 * imports nothing that could break.
 */

/** A module version as both name it. `key` identifies the bytes, `label` is for people: `inventory@2.0.0`. */
export interface NamedVersion {
  readonly key: string
  readonly label: string
}

/** A version that a host must not load, and why. */
export interface BarredVersion extends NamedVersion {
  readonly reason: string
}

/** Why hosts were replaced, as their supervisor remembers it. */
export interface Supervision {
  /** 1 for the first host, one more for each that followed. */
  readonly generation: number
  readonly supervisorProcessId: number
  /** The last replacement that was asked for or forced, else null. */
  readonly lastReplacement: Replacement | null
  /** Versions that ended a host while they were loaded. */
  readonly barred: readonly BarredVersion[]
}

/** One host following another. */
export interface Replacement {
  readonly reason: string
  /** Milliseconds since 1970. */
  readonly at: number
  readonly outcome: ReplacementOutcome
  /** How long the fresh host took until it served. */
  readonly tookMs: number | null
}

/** `failed`: the fresh host did not come up and the old one goes on. */
export type ReplacementOutcome = 'running' | 'succeeded' | 'failed'

/** A problem as data, such as `TenonError` holds it. */
export interface PlainProblem {
  readonly code: string
  readonly category: string
  readonly title: string
  readonly next: string
  readonly details: unknown
}

/** From a host to its supervisor. */
export type FromHost =
  /** It took the port itself; the socket comes with the message. */
  | { readonly kind: 'listening' }
  | { readonly kind: 'database-wanted'; readonly directory: string }
  | { readonly kind: 'loading' | 'loaded'; readonly version: NamedVersion }
  | { readonly kind: 'ready'; readonly url: string }
  /** `forgive`: versions that were barred get another chance. */
  | { readonly kind: 'replacement-wanted'; readonly reason: string; readonly forgive: boolean }
  /** It is alive and finishes what runs. */
  | { readonly kind: 'finishing' }

/** From the supervisor to a host. */
export type ToHost =
  /** Begin. `inherits`: the socket comes with the message and is to be served once warm. */
  | { readonly kind: 'begin'; readonly inherits: boolean; readonly oneAtATime: boolean; readonly supervision: Supervision }
  | { readonly kind: 'database'; readonly url: string }
  | { readonly kind: 'database-failed'; readonly problem: PlainProblem }
  | { readonly kind: 'supervision'; readonly supervision: Supervision }
  /** Take no new connections, finish, leave with 0. */
  | { readonly kind: 'retire' }
