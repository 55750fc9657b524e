import { registryErrors } from '../registry-errors.ts'

/** A point in time as ISO 8601 in UTC. @throws INSTANT_INVALID */
export function parseInstant(value: string): string {
  const time = Date.parse(value)
  if (Number.isNaN(time)) throw registryErrors.INSTANT_INVALID({ value })
  return new Date(time).toISOString()
}
