/** The closed set of error categories. Each maps once to an HTTP status and an exit code. */
export type ProblemCategory =
  | 'invalid-input'
  | 'unauthenticated'
  | 'forbidden'
  | 'not-found'
  | 'conflict'
  | 'precondition'
  | 'limit'
  | 'unavailable'
  | 'internal'

/** HTTP status of each category. */
export const httpStatusOf = {
  'invalid-input': 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  precondition: 412,
  limit: 413,
  unavailable: 503,
  internal: 500,
} as const satisfies Record<ProblemCategory, number>

/** Exit code of each category: 1 failed, 2 usage, 3 needs a person. */
export const exitCodeOf = {
  'invalid-input': 2,
  unauthenticated: 3,
  forbidden: 3,
  'not-found': 2,
  conflict: 3,
  precondition: 3,
  limit: 1,
  unavailable: 1,
  internal: 1,
} as const satisfies Record<ProblemCategory, number>

/** An error as plain data: what crosses processes, logs and HTTP (RFC 9457). */
export interface Problem {
  /** Stable, upper snake case. Part of the API. */
  readonly code: string
  readonly category: ProblemCategory
  /** One sentence: what happened, to which thing. */
  readonly title: string
  /** What to do next. */
  readonly next: string
  /** Facts behind the sentence. Never secrets, never tenant rows. */
  readonly details: Readonly<Record<string, unknown>>
}
