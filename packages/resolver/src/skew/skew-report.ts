import type { Pin, TenantChannels } from '@tenon/model'
import type { Resolver } from '../create-resolver.ts'
import type { ResolvableVersion } from '../resolvable-version.ts'
import type { LockedVersion } from '../resolve-question.ts'

/** How much difference between tenants is allowed. Null: any. */
export interface SkewBudget {
  /** Live lines (major.minor) of one module. */
  readonly maxLiveLines: number | null
  /** Days since the oldest version in use of a line was published; the newest line may be of any age. */
  readonly maxAgeDays: number | null
}

/** What one tenant runs and what was fixed for it. */
export interface SkewTenant {
  readonly tenantId: string
  readonly locked: readonly LockedVersion[]
  readonly pins: readonly Pin[]
  /** Absent: `stable` for every module. */
  readonly channels?: TenantChannels
}

/** Everything the report rests on. The order of lists carries no meaning. */
export interface SkewFacts {
  /** Made for this catalog. */
  readonly resolver: Resolver
  readonly catalog: readonly ResolvableVersion[]
  readonly tenants: readonly SkewTenant[]
  /** ISO 8601 instant. */
  readonly now: string
  readonly budget: SkewBudget
}

/** What keeps a tenant from the newest version. */
export type HoldCause =
  | ({ readonly kind: 'pin'; readonly expired: boolean } & Pick<Pin, 'range' | 'owner' | 'reason' | 'expiresAt'>)
  /** The newest version takes nobody from where the tenant is. */
  | { readonly kind: 'min-from'; readonly minFrom: string }
  /** Another module, or this one, needs an interface that the move would take away or not bring. */
  | { readonly kind: 'requires'; readonly module: string; readonly versions: readonly string[]; readonly interface: string; readonly range: string }
  /** The newest version needs another host, or a package that this one does not supply. */
  | { readonly kind: 'host'; readonly needs: string }
  /** Something else; a sentence each. */
  | { readonly kind: 'conflict'; readonly sentences: readonly string[] }
  /** It could move today. */
  | { readonly kind: 'nothing' }

/** Tenants that are held back for the same reason. */
export interface Hold {
  readonly cause: HoldCause
  /** Sorted. */
  readonly tenantIds: readonly string[]
}

/** A line (major.minor) of a module that at least one tenant runs. */
export interface LiveLine {
  readonly line: string
  /** In use, newest first. */
  readonly versions: readonly string[]
  readonly tenants: number
  /** When the oldest version in use was published, or null when nobody knows. */
  readonly publishedAt: string | null
  /** Whole days since then. */
  readonly ageDays: number | null
  /** Whether it is the line of the newest version, or above it. */
  readonly isNewest: boolean
  /** What holds its tenants back, most tenants first. Empty for the newest line. */
  readonly holds: readonly Hold[]
}

/** The spread of one module over its tenants. */
export interface ModuleSkew {
  readonly module: string
  /** The highest available version on the stable channel that is no prerelease; null when there is none. */
  readonly newest: string | null
  /** Newest first. */
  readonly lines: readonly LiveLine[]
}

/** Something that exceeds the budget. */
export type SkewExcess =
  | { readonly kind: 'lines'; readonly module: string; readonly live: number; readonly limit: number }
  | { readonly kind: 'age'; readonly module: string; readonly line: string; readonly ageDays: number; readonly limit: number; readonly tenants: number }

/** Which versions live, how old they are, what holds whom back. */
export interface SkewReport {
  /** Sorted by name; only those that somebody runs. */
  readonly modules: readonly ModuleSkew[]
  readonly budget: SkewBudget
  readonly excesses: readonly SkewExcess[]
}
