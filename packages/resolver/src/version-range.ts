import { compare, satisfies, valid, validRange } from 'semver'

/** True for a semver range people may write: `*`, `^1.2`, `~1.2`, `2.0.0`. */
export function isRange(value: string): boolean {
  return validRange(value) !== null
}

/** True for one exact semver version. */
export function isVersion(value: string): boolean {
  return valid(value) === value
}

/** Whether a range allows a version. Prereleases are allowed only where the range names one of the same release, as npm does. */
export function rangeAllows(range: string, version: string): boolean {
  return satisfies(version, range)
}

/** Whether the host's SDK version fits a module's host range. A prerelease of the host counts as its release. */
export function hostRangeAllows(hostRange: string, hostVersion: string): boolean {
  return satisfies(hostVersion, hostRange, { includePrerelease: true })
}

/** Whether an interface version (`major.minor`) fits a required range; a malformed version fits nothing. */
export function interfaceAllows(range: string, version: string): boolean {
  const full = `${version}.0`
  return valid(full) !== null && satisfies(full, range)
}

/** Semver precedence: negative when `a` comes before `b`. Equal precedence is ordered by text, so that sorting is total. */
export function compareVersions(a: string, b: string): number {
  return compare(a, b) || (a < b ? -1 : Number(a > b))
}

/** A sorted copy, highest version first. */
export function newestFirst<Item extends { readonly version: string }>(items: readonly Item[]): readonly Item[] {
  return items.toSorted((a, b) => compareVersions(b.version, a.version))
}
