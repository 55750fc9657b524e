import { canonicalJson, channelOf } from '@tenon/model'
import type { ResolvableVersion } from '../resolvable-version.ts'
import { newestFirst } from '../version-range.ts'
import { holdCauseOf } from './hold-cause.ts'
import type { Hold, HoldCause, LiveLine, ModuleSkew, SkewExcess, SkewFacts, SkewReport, SkewTenant } from './skew-report.ts'

const dayMs = 86_400_000

/**
 * Which lines of each module live, how many tenants run them, how old they are, what holds whom back
 * from the newest version, and what of it exceeds the budget. Tenants that are alike are judged once.
 * Pure and deterministic.
 */
export function reportSkew(facts: SkewFacts): SkewReport {
  const catalog = Map.groupBy(facts.catalog, ({ module }) => module)
  const running = Map.groupBy(facts.tenants.flatMap((tenant) => tenant.locked.map((entry) => ({ tenant, module: entry.module, version: entry.version }))), ({ module }) => module)
  const modules = [...running].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([module, users]) => moduleSkew(facts, { module, users, versions: catalog.get(module) ?? [] }))
  return { modules, budget: facts.budget, excesses: modules.flatMap((module) => excessesOf(facts, module)) }
}

interface Use {
  readonly tenant: SkewTenant
  readonly version: string
}

interface ModuleUse {
  readonly module: string
  readonly users: readonly Use[]
  readonly versions: readonly ResolvableVersion[]
}

function moduleSkew(facts: SkewFacts, { module, users, versions }: ModuleUse): ModuleSkew {
  const newest = newestFirst(versions.filter((version) => version.status === 'available' && channelOf(version) === 'stable' && !version.version.includes('-')))[0] ?? null
  const byLine = Map.groupBy(users, ({ version }) => lineOf(version))
  const lines = [...byLine].map(([line, users]) => liveLine(facts, { line, users, versions, newest }))
  return { module, newest: newest?.version ?? null, lines: newestFirst(lines.map((line) => ({ ...line, version: `${line.line}.0` }))).map(({ version: _, ...line }) => line) }
}

interface LineUse extends Omit<ModuleUse, 'module'> {
  readonly line: string
  readonly newest: ResolvableVersion | null
}

function liveLine(facts: SkewFacts, { line, users, versions, newest }: LineUse): LiveLine {
  const inUse = newestFirst([...new Set(users.map(({ version }) => version))].map((version) => ({ version }))).map(({ version }) => version)
  const published = versions.filter(({ version }) => inUse.includes(version)).flatMap(({ publishedAt }) => (publishedAt === undefined ? [] : [publishedAt])).toSorted()
  const isNewest = newest === null || !isBelow(line, lineOf(newest.version))
  const [publishedAt = null] = published
  return {
    line, versions: inUse, tenants: users.length, publishedAt, isNewest,
    ageDays: publishedAt === null ? null : Math.max(0, Math.floor((Date.parse(facts.now) - Date.parse(publishedAt)) / dayMs)),
    holds: newest === null || isNewest ? [] : holdsOf(facts, newest, users),
  }
}

/** Equal tenants have equal causes: five thousand tenants are a few classes. */
function holdsOf(facts: SkewFacts, newest: ResolvableVersion, users: readonly Use[]): readonly Hold[] {
  const classes = Map.groupBy(users, ({ tenant }) => classOf(tenant))
  const causes = new Map<string, { readonly cause: HoldCause; readonly tenantIds: string[] }>()
  for (const alike of classes.values()) {
    const [first] = alike
    if (first === undefined) continue
    const cause = holdCauseOf(facts, newest, first.tenant)
    const known = causes.get(canonicalJson(cause)) ?? { cause, tenantIds: [] }
    causes.set(canonicalJson(cause), known)
    known.tenantIds.push(...alike.map(({ tenant }) => tenant.tenantId))
  }
  return [...causes].toSorted(([a, left], [b, right]) => right.tenantIds.length - left.tenantIds.length || (a < b ? -1 : 1))
    .map(([, { cause, tenantIds }]) => ({ cause, tenantIds: tenantIds.toSorted() }))
}

function classOf({ locked, pins, channels }: SkewTenant): string {
  const entries = locked.map(({ module, version, integrity }) => [module, version, integrity]).toSorted()
  return canonicalJson([entries, channels ?? null, pins.map(({ module, range, owner, reason, expiresAt }) => [module, range, owner, reason, expiresAt]).toSorted()])
}

function excessesOf({ budget }: SkewFacts, { module, lines }: ModuleSkew): readonly SkewExcess[] {
  const { maxLiveLines, maxAgeDays } = budget
  const many: readonly SkewExcess[] = maxLiveLines !== null && lines.length > maxLiveLines ? [{ kind: 'lines', module, live: lines.length, limit: maxLiveLines }] : []
  const old = lines.flatMap(({ line, ageDays, isNewest, tenants }): readonly SkewExcess[] =>
    (maxAgeDays === null || ageDays === null || isNewest || ageDays <= maxAgeDays ? [] : [{ kind: 'age', module, line, ageDays, limit: maxAgeDays, tenants }]))
  return [...many, ...old]
}

/** `1.4` of `1.4.2`. */
function lineOf(version: string): string {
  return version.split('.').slice(0, 2).join('.')
}

function isBelow(line: string, other: string): boolean {
  const [major = 0, minor = 0] = line.split('.').map(Number)
  const [otherMajor = 0, otherMinor = 0] = other.split('.').map(Number)
  return major < otherMajor || (major === otherMajor && minor < otherMinor)
}
