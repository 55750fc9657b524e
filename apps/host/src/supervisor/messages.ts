import type { Supervision } from '@tenon/host'

/**
 * What a host and its supervisor say to each other. Types only, and plain data: the supervisor
 * imports nothing that could break.
 */

/** A module version as both name it. `key` identifies the bytes, `label` is for people: `inventory@2.0.0`. */
export interface NamedVersion {
  readonly key: string
  readonly label: string
}

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
  | { readonly kind: 'replacement-wanted'; readonly wish: ReplacementWish }
  /** It is alive and finishes what runs. */
  | { readonly kind: 'finishing' }
  /** It is about to leave. `abandonedCalls`: what had not ended in time. */
  | { readonly kind: 'leaving'; readonly abandonedCalls: number }

/** That a fresh host follows. */
export interface ReplacementWish {
  readonly reason: string
  /** Who wants it; null: no person. */
  readonly actor: string | null
  /** Versions that were barred get another chance. */
  readonly forgive: boolean
}

/** From the supervisor to a host. */
export type ToHost =
  /** Begin. `inherits`: the socket comes with the message and is to be served once warm. */
  | { readonly kind: 'begin'; readonly inherits: boolean; readonly oneAtATime: boolean; readonly supervision: Supervision }
  | { readonly kind: 'database'; readonly url: string }
  | { readonly kind: 'database-failed'; readonly problem: PlainProblem }
  | { readonly kind: 'supervision'; readonly supervision: Supervision }
  /** Take no new connections, finish, leave with 0. */
  | { readonly kind: 'retire' }
