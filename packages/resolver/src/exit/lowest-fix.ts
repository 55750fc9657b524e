import type { LockEntry } from '@tenon/model'
import type { Resolver } from '../create-resolver.ts'
import { describeConflict } from '../describe-conflict.ts'
import type { ResolvableVersion } from '../resolvable-version.ts'
import type { ResolveQuestion } from '../resolve-question.ts'
import { compareVersions } from '../version-range.ts'

/** What the way out of a version rests on. */
export interface LowestFixFacts extends Omit<ResolveQuestion, 'targets'> {
  readonly resolver: Resolver
  /** The versions of the module. The order carries no meaning. */
  readonly catalog: readonly Pick<ResolvableVersion, 'module' | 'version' | 'status'>[]
  /** The module to get out of, as the tenant runs it. */
  readonly entry: Pick<LockEntry, 'module' | 'version'>
  /** Whether a version has the flaw too. */
  readonly isAffected: (version: string) => boolean
}

/** The way out of a version for one tenant. */
export interface LowestFix {
  /** The lowest sound version above the one that runs; null when there is none yet. */
  readonly version: string | null
  /** Whether the tenant can move there as its pins and its other modules are. */
  readonly resolves: boolean
  /** Why not, a sentence each. Empty when it resolves. */
  readonly why: readonly string[]
  /** When the lowest does not resolve: the lowest that does, or null. */
  readonly instead: string | null
}

/** The lowest available version above the one that runs that has no flaw, and whether it resolves for the tenant. Pure. */
export function lowestFix(facts: LowestFixFacts): LowestFix {
  const { catalog, entry, isAffected } = facts
  const sound = catalog
    .filter(({ module, version, status }) => module === entry.module && status === 'available' && compareVersions(version, entry.version) > 0 && !isAffected(version))
    .toSorted((a, b) => compareVersions(a.version, b.version))
  const [lowest, ...higher] = sound
  if (lowest === undefined) return { version: null, resolves: false, why: [`No version of ${entry.module} above ${entry.version} is without the flaw.`], instead: null }
  const why = obstacles(facts, lowest.version)
  if (why.length === 0) return { version: lowest.version, resolves: true, why, instead: null }
  const instead = higher.find(({ version }) => obstacles(facts, version).length === 0)
  return { version: lowest.version, resolves: false, why, instead: instead?.version ?? null }
}

function obstacles({ resolver, entry, catalog: _catalog, isAffected: _isAffected, ...question }: LowestFixFacts, version: string): readonly string[] {
  const resolution = resolver.resolve({ ...question, targets: { [entry.module]: version } })
  return resolution.kind === 'resolved' ? [] : describeConflict(resolution.conflict)
}
