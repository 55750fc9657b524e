import { parse, Range, satisfies, valid, validRange } from 'semver'
import type { SemVer } from 'semver'

/** True for a semver range people may write: `*`, `^1.2`, `~1.2`, `2.0.0`. Never throws. */
export function isRange(value: string): boolean {
  return validRange(value) !== null
}

/** True for one exact semver version. Never throws. */
export function isVersion(value: string): boolean {
  return valid(value) === value
}

/** Whether a range allows a version. Prereleases are allowed only where the range names one of the same release, as npm does. */
export function rangeAllows(range: string, version: string): boolean {
  return satisfies(version, range)
}

/** Which prereleases a range allows: those it names (`named`, as npm does), or all within its bounds. */
export type Prereleases = 'named' | 'all'

/** A range made once, to be asked often; null when it is no range. */
export function parseRange(range: string, prereleases: Prereleases): Range | null {
  return isRange(range) ? new Range(range, { includePrerelease: prereleases === 'all' }) : null
}

/** Whether a range of flawed versions covers a version; a prerelease counts as its place in the order. */
export function rangeCovers(range: string, version: string): boolean {
  return satisfies(version, range, { includePrerelease: true })
}

/** Whether the version that a host supplies fits what a module works with. A prerelease of the host counts as its release. */
export function hostRangeAllows(hostRange: string, hostVersion: string): boolean {
  return satisfies(hostVersion, hostRange, { includePrerelease: true })
}

/** Whether an interface version (`major.minor`) fits a required range; a malformed version fits nothing. */
export function interfaceAllows(range: string, version: string): boolean {
  const full = `${version}.0`
  return valid(full) !== null && satisfies(full, range)
}

/** Semver precedence: negative when `a` comes before `b`. Equal precedence, and what is no version, is ordered by text, so that sorting is total. */
export function compareVersions(a: string, b: string): number {
  return compareParsed({ text: a, parsed: parse(a) }, { text: b, parsed: parse(b) })
}

/** As `compareVersions`, for interface versions (`major.minor`). */
export function compareInterfaceVersions(a: string, b: string): number {
  return compareVersions(`${a}.0`, `${b}.0`)
}

/** A version beside its text, so that it is parsed once. */
export interface ParsedVersion {
  readonly text: string
  readonly parsed: SemVer | null
}

/** As `compareVersions`. */
export function compareParsed(a: ParsedVersion, b: ParsedVersion): number {
  const order = a.parsed === null || b.parsed === null ? Number(a.parsed !== null) - Number(b.parsed !== null) : a.parsed.compare(b.parsed)
  return order || (a.text < b.text ? -1 : Number(a.text > b.text))
}

/** A sorted copy, highest version first. */
export function newestFirst<Item extends { readonly version: string }>(items: readonly Item[]): readonly Item[] {
  return items.toSorted((a, b) => compareVersions(b.version, a.version))
}

/** The range people would write for a version and what follows it: `^1.9` for 1.9.3, the version itself for a prerelease. */
export function rangeAround(version: string): string {
  const parsed = parse(version)
  return parsed === null || parsed.prerelease.length > 0 ? version : `^${parsed.major}.${parsed.minor}`
}
