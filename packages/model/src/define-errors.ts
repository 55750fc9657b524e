import { httpStatusOf } from './problem.ts'
import type { Problem, ProblemCategory } from './problem.ts'

/** How one error code is described once, for every place that renders it. */
export interface ErrorDefinition<Details> {
  readonly category: ProblemCategory
  /** HTTP status where the category's own is too coarse (410, 413, 422, 429). */
  readonly status?: number
  readonly title: (details: Details) => string
  readonly next: (details: Details) => string
}

/**
 * An error with a code and typed details. Recognised by `isTenonError`, never by `instanceof`:
 * several copies of this package may live in one process.
 */
export class TenonError<Code extends string = string> extends Error {
  /** Tag that survives several copies of this package. */
  readonly $tenonError = 1
  readonly code: Code
  readonly status: number
  readonly problem: Problem

  constructor(problem: Problem & { readonly code: Code }, status: number, options?: ErrorOptions) {
    super(`${problem.title} ${problem.next}`, options)
    this.name = 'TenonError'
    this.code = problem.code
    this.status = status
    this.problem = problem
  }
}

/** Makes the error of one code from its typed details. */
export type ErrorFactory<Code extends string, Details> = (details: Details, options?: ErrorOptions) => TenonError<Code>

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the bound must accept every details type; each factory narrows it again
type AnyDefinitions = Record<string, ErrorDefinition<any>>

/** The factories of a set of definitions, keyed by code. */
export type ErrorFactories<Definitions extends AnyDefinitions> = {
  readonly [Code in keyof Definitions & string]: Definitions[Code] extends ErrorDefinition<infer Details> ? ErrorFactory<Code, Details> : never
}

/**
 * Turns a table of error definitions into one factory per code.
 *
 * @example
 * const errors = defineErrors({
 *   TENANT_UNKNOWN: {
 *     category: 'not-found',
 *     title: (d: { tenant: string }) => `There is no tenant "${d.tenant}".`,
 *     next: () => 'List them with `tenon tenant list`.',
 *   },
 * })
 * throw errors.TENANT_UNKNOWN({ tenant: 'acme' })
 */
export function defineErrors<const Definitions extends AnyDefinitions>(definitions: Definitions): ErrorFactories<Definitions> {
  const factories = Object.entries(definitions).map(([code, definition]) => [code, factoryOf(code, definition)])
  return Object.fromEntries(factories) as ErrorFactories<Definitions>
}

function factoryOf(code: string, definition: ErrorDefinition<Record<string, unknown>>) {
  return (details: Record<string, unknown>, options?: ErrorOptions) => {
    const problem = { code, category: definition.category, title: definition.title(details), next: definition.next(details), details }
    return new TenonError(problem, definition.status ?? httpStatusOf[definition.category], options)
  }
}

/** True for any `TenonError`, from whichever copy of this package. */
export function isTenonError(value: unknown): value is TenonError {
  return value instanceof Error && '$tenonError' in value
}
