import type { RequestIssue } from './request-errors.ts'

/** Where in a parsed request there is text that PostgreSQL cannot store: it holds the character U+0000. */
export function unstorableText(place: string, value: unknown): readonly RequestIssue[] {
  if (typeof value === 'string') return value.includes('\0') ? [{ path: place, message: 'must not hold the character U+0000' }] : []
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => unstorableText(`${place}.${key}`, inner))
}
