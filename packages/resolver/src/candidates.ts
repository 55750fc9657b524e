import type { CatalogVersion, LockEntry, Pin } from '@tenon/model'
import type { Constraint, ResolveIssue, VersionRejection } from './resolution.ts'
import { compareVersions, hostRangeAllows, isRange, isVersion, newestFirst, rangeAllows } from './version-range.ts'

/** What is asked of one module. `range` is null when it stays where it is. */
export interface ModuleQuestion {
  readonly module: string
  readonly range: string | null
  readonly locked: LockEntry | null
  readonly pin: Pin | null
  readonly hostVersion: string
}

/** Versions that may be chosen, best first; or why there is none. */
export type Candidates = { readonly versions: readonly CatalogVersion[] } | { readonly issue: ResolveIssue }

/**
 * The versions of one module that satisfy everything that concerns this module alone.
 * A module that nobody asked to move has one candidate: the version it is locked to, whatever its
 * status or pin says today. A pin past its expiry still holds: it asks for attention, it never moves a tenant.
 */
export function candidatesOf(question: ModuleQuestion, catalog: readonly CatalogVersion[]): Candidates {
  const known = catalog.filter((version) => version.module === question.module)
  if (known.length === 0) return { issue: { kind: 'module-unknown', module: question.module } }
  if (question.range === null) return stay(question, known)
  if (!isRange(question.range)) return { issue: { kind: 'range-invalid', module: question.module, range: question.range } }
  return move(question, newestFirst(known), question.range)
}

function stay(question: ModuleQuestion, known: readonly CatalogVersion[]): Candidates {
  const versions = known.filter((version) => version.version === question.locked?.version && version.integrity === question.locked.integrity)
  return versions.length > 0 ? { versions } : { issue: noVersion(question, []) }
}

function move(question: ModuleQuestion, known: readonly CatalogVersion[], range: string): Candidates {
  const judged = known.map((version) => ({ version, because: objections(question, version, range) }))
  const allowed = judged.filter(({ because }) => because.length === 0).map(({ version }) => version)
  const { locked } = question
  const above = allowed.filter((version) => locked === null || compareVersions(version.version, locked.version) >= 0)
  if (above.length > 0) return { versions: above }
  const [best] = allowed
  if (best !== undefined && locked !== null) return { issue: { kind: 'downgrade', module: question.module, locked: locked.version, asked: range, best: best.version } }
  return { issue: noVersion(question, judged.map(({ version, because }) => ({ version: version.version, because }))) }
}

function objections(question: ModuleQuestion, version: CatalogVersion, range: string): readonly Constraint[] {
  return [...rangeObjections(question, version, range), ...hostObjections(question, version), ...statusObjections(question, version, range)]
}

function rangeObjections(question: ModuleQuestion, version: CatalogVersion, range: string): readonly Constraint[] {
  const { module, pin } = question
  const asked: Constraint[] = rangeAllows(range, version.version) ? [] : [{ kind: 'asked', module, range }]
  return pin === null || rangeAllows(pin.range, version.version) ? asked : [...asked, pinConstraint(pin)]
}

function hostObjections({ module, hostVersion }: ModuleQuestion, version: CatalogVersion): readonly Constraint[] {
  const { hostRange } = version.manifest
  return hostRangeAllows(hostRange, hostVersion) ? [] : [{ kind: 'host', module, version: version.version, hostRange, hostVersion }]
}

/** Yanked versions are never chosen anew; deprecated ones only when named exactly, by the question or by the pin. */
function statusObjections({ module, locked, pin }: ModuleQuestion, version: CatalogVersion, range: string): readonly Constraint[] {
  const { status } = version
  const named = range === version.version || pin?.range === version.version || locked?.version === version.version
  if (status === 'available' || (status === 'deprecated' && named)) return []
  if (status === 'yanked' && locked?.version === version.version && locked.integrity === version.integrity) return []
  return [{ kind: 'status', module, version: version.version, status }]
}

function noVersion(question: ModuleQuestion, rejected: readonly VersionRejection[]): ResolveIssue {
  const { module, range, locked, pin } = question
  const own: Constraint[] = [
    ...(range === null ? [] : [{ kind: 'asked', module, range } as const]),
    ...(pin === null ? [] : [pinConstraint(pin)]),
    ...(locked === null || range !== null ? [] : [{ kind: 'locked', module, version: locked.version } as const]),
  ]
  const others = rejected.flatMap(({ because }) => because).filter(({ kind }) => kind === 'host' || kind === 'status')
  const wanted = others.filter((constraint) => 'version' in constraint && (range === null || !isVersion(range) || constraint.version === range))
  return { kind: 'no-version', module, constraints: [...own, ...wanted], rejected }
}

function pinConstraint({ module, range, owner, reason, expiresAt }: Pin): Constraint {
  return { kind: 'pin', module, range, owner, reason, expiresAt }
}
