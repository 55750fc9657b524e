import { isTenonError } from '@tenon/model'

const longest = 500

/** Why a module's own code failed, for the person who looks at it later: of an error that wraps another, the inner one. */
export function failureReason(error: unknown): string {
  const inner = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const text = isTenonError(inner) ? `${inner.problem.code}: ${inner.problem.title}` : String(inner)
  // PostgreSQL keeps no zero characters.
  const clean = text.replaceAll('\0', '')
  return clean.length > longest ? `${clean.slice(0, longest)}...` : clean
}
