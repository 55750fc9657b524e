/** Entries sorted by name, so that no order of a file shows. */
export function byName<Value>(entries: Readonly<Record<string, Value>> | undefined): readonly (readonly [string, Value])[] {
  return Object.entries(entries ?? {}).toSorted(([a], [b]) => (a < b ? -1 : 1))
}
