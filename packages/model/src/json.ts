/** A value that survives JSON and back unchanged. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/**
 * Canonical JSON for fingerprints: no white space, keys sorted by UTF-16 code unit at every level (RFC 8785).
 * Means what `JSON.stringify` means (dates become strings, undefined properties vanish); undefined itself is `null`.
 */
export function canonicalJson(value: unknown): string {
  return write(JSON.parse(JSON.stringify(value) ?? 'null') as Json)
}

// Written out rather than rebuilt as a sorted object: objects keep integer-like keys in numeric order, whatever order they were given.
function write(value: Json): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  if (isList(value)) return `[${value.map(write).join(',')}]`
  const members = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return `{${members.map(([key, inner]) => `${JSON.stringify(key)}:${write(inner)}`).join(',')}}`
}

function isList(value: object): value is readonly Json[] {
  return Array.isArray(value)
}
