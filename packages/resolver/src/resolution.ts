import type { Channel, Pin, VersionStatus } from '@tenon/model'
import type { Fix } from './fix.ts'
import type { ResolvableVersion } from './resolvable-version.ts'

/** What a constraint on versions of a module speaks of. */
interface OfVersions {
  readonly module: string
  /** The versions it concerns here, lowest first: those that nothing else in the same conflict rules out. */
  readonly versions: readonly string[]
}

/**
 * One fact that limits the choice. In a conflict each can be taken away in thought, and has a precise
 * meaning then:
 *
 * - `asked`: any version of the module would do.
 * - `pin` and `locked` of a module that nobody asked to move: it may move. Of one that was asked to move:
 *   versions outside the pin, or below what runs, would do.
 * - `host`, `peer`, `status`, `channel`, `min-from`: those versions are not refused for this reason.
 * - `requires`: those versions do not need the interface.
 * - `provides`: those versions offer of the interface whatever the others need, and stand in nobody's way.
 * - `one-provider`: several modules may provide the interface.
 */
export type Constraint =
  | { readonly kind: 'asked'; readonly module: string; readonly range: string }
  /** `expired`: its day has passed; it holds until somebody removes it. */
  | ({ readonly kind: 'pin'; readonly expired: boolean } & Pick<Pin, 'module' | 'range' | 'owner' | 'reason' | 'expiresAt'>)
  /** `stays`: nobody asked to move it. `not-lower`: it was asked to move, and never goes below what runs. */
  | { readonly kind: 'locked'; readonly module: string; readonly version: string; readonly rule: 'stays' | 'not-lower' }
  | ({ readonly kind: 'host'; readonly hostRange: string; readonly hostVersion: string } & OfVersions)
  /** `supplied` is null when the host has no such package. */
  | ({ readonly kind: 'peer'; readonly packageName: string; readonly range: string; readonly supplied: string | null } & OfVersions)
  | ({ readonly kind: 'status'; readonly status: Exclude<VersionStatus, 'available'> } & OfVersions)
  /** The versions are on `channel`, the tenant takes `stable` ones of this module. */
  | ({ readonly kind: 'channel'; readonly channel: Exclude<Channel, 'stable'> } & OfVersions)
  /** The versions cannot be reached from `locked` in one step. */
  | ({ readonly kind: 'min-from'; readonly minFrom: string; readonly locked: string } & OfVersions)
  | ({ readonly kind: 'requires'; readonly interface: string; readonly range: string; readonly optional: boolean } & OfVersions)
  /** `interfaceVersions` is empty when those versions provide nothing of an interface that other versions of the module provide. */
  | ({ readonly kind: 'provides'; readonly interface: string; readonly interfaceVersions: readonly string[] } & OfVersions)
  | { readonly kind: 'one-provider'; readonly interface: string }

/** One reason why there is no lock. `constraints` is a smallest set that cannot hold together: without any one of them the others can. */
export type ResolveIssue = { readonly constraints: readonly Constraint[] } & (
  | { readonly kind: 'module-unknown'; readonly module: string }
  | { readonly kind: 'range-invalid'; readonly module: string; readonly range: string }
  /** Every version of the module is refused by at least one constraint. */
  | { readonly kind: 'no-version'; readonly module: string }
  /** What was asked for exists and is allowed, but lies below what runs: that is a roll back, not a move. */
  | { readonly kind: 'downgrade'; readonly module: string; readonly locked: string; readonly asked: string; readonly best: string }
  /** A module needs an interface that no module of the tenant provides in a fitting version. */
  | { readonly kind: 'interface-missing'; readonly module: string }
  /** More than one module of the tenant provides the same interface. */
  | { readonly kind: 'interface-ambiguous'; readonly interface: string }
)

/** Why there is no lock. */
export interface Conflict {
  /** Independent reasons, at most five; never empty. */
  readonly issues: readonly ResolveIssue[]
  /** The smallest set of constraints behind the first of them. */
  readonly core: readonly Constraint[]
  /** Up to three ways out, different in kind, least disturbing first; each was applied and resolves. Empty: none was found. */
  readonly fixes: readonly Fix[]
}

/** The version chosen for one module, and why. */
export interface Choice {
  readonly module: string
  readonly version: ResolvableVersion
  /** In words, for plans and history: `asked for ^1.2`, `pin ~1.2 by dana`, `locked`. */
  readonly why: string
}

/** Exactly one version per module, sorted by module; or a conflict. */
export type Resolution = { readonly kind: 'resolved'; readonly choices: readonly Choice[] } | { readonly kind: 'conflict'; readonly conflict: Conflict }
