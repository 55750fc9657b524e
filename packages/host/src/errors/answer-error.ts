import { isTenonError } from '@tenon/model'
import { problemResponse } from '@tenon/module-sdk/http'
import { hostErrors } from './host-errors.ts'

/** Seconds a client should wait before it repeats a call that was turned away for a passing reason, where the error says nothing else. */
const defaultRetrySeconds = 1

/** Any error as problem+json. One without a code becomes `HOST_FAILED`, without its text: it may hold rows of a tenant. */
export function answerError(error: unknown): Response {
  const known = isTenonError(error) ? error : hostErrors.HOST_FAILED({}, { cause: error })
  const response = problemResponse(known.problem, known.status)
  const { retryAfterSeconds = defaultRetrySeconds } = known.problem.details
  if (known.problem.category === 'unavailable' || known.status === 429) response.headers.set('retry-after', String(retryAfterSeconds))
  return response
}
