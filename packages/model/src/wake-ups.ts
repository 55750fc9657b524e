import type { SqlSession } from './sql-session.ts'

/** A wish that somebody looks at something. */
export interface WakeUp {
  /** Whom to wake: one kind of work. */
  readonly name: string
  /** What to look at. Wishes for the same name and key that have not been answered yet are one. */
  readonly key: string
  /** Not before this instant, ISO 8601. Default: at once. */
  readonly at?: string
}

/**
 * Wakes one process of those that wait, at once or later. A wake-up carries no progress: what is to be done stands in
 * rows, and one that is lost costs time until the next periodic look, nothing else.
 */
export interface WakeUps {
  /** Asks for it, with the transaction of the session: none before the commit, none after a roll back. */
  wake(session: SqlSession, wakeUp: WakeUp): Promise<void>
  /** Works whenever somebody wakes this name, one key at a time in this process. Resolves, once it listens, to what stops it after the work in progress. */
  onWake(name: string, work: (key: string) => Promise<void>): Promise<() => Promise<void>>
}
