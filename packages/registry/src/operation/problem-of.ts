import { isTenonError } from '@tenon/model'
import type { Problem } from '@tenon/model'
import { registryErrors } from '../registry-errors.ts'

/** Any failure as plain data: a known error says itself what to do, another one is wrapped. */
export function problemOf(tenant: string, error: unknown): Problem {
  if (isTenonError(error)) return error.problem
  return registryErrors.OPERATION_FAILED({ tenant, reason: error instanceof Error ? error.message : String(error) }).problem
}
