import type { CatalogVersion, Pin, VersionStatus } from '@tenon/model'

/** One fact that limits the choice. A conflict names every constraint that takes part in it. */
export type Constraint =
  | { readonly kind: 'asked'; readonly module: string; readonly range: string }
  | ({ readonly kind: 'pin' } & Pick<Pin, 'module' | 'range' | 'owner' | 'reason' | 'expiresAt'>)
  | { readonly kind: 'locked'; readonly module: string; readonly version: string }
  | { readonly kind: 'host'; readonly module: string; readonly version: string; readonly hostRange: string; readonly hostVersion: string }
  | { readonly kind: 'status'; readonly module: string; readonly version: string; readonly status: Exclude<VersionStatus, 'available'> }
  | { readonly kind: 'requires'; readonly module: string; readonly version: string; readonly interface: string; readonly range: string }
  | { readonly kind: 'provides'; readonly module: string; readonly version: string; readonly interface: string; readonly interfaceVersion: string }

/** Why one version of the catalog was not chosen. */
export interface VersionRejection {
  readonly version: string
  readonly because: readonly Constraint[]
}

/** One reason why there is no lock. */
export type ResolveIssue =
  | { readonly kind: 'module-unknown'; readonly module: string }
  | { readonly kind: 'range-invalid'; readonly module: string; readonly range: string }
  /** Every version of the module is refused by at least one constraint. */
  | { readonly kind: 'no-version'; readonly module: string; readonly constraints: readonly Constraint[]; readonly rejected: readonly VersionRejection[] }
  /** What was asked for exists and is allowed, but lies below what runs: that is a roll back, not a move. */
  | { readonly kind: 'downgrade'; readonly module: string; readonly locked: string; readonly asked: string; readonly best: string }
  /** A module needs an interface that no module of the tenant provides in a fitting version. */
  | { readonly kind: 'interface-missing'; readonly module: string; readonly constraints: readonly Constraint[] }
  /** More than one module of the tenant provides the same interface. */
  | { readonly kind: 'interface-ambiguous'; readonly interface: string; readonly constraints: readonly Constraint[] }

/** A change of the question that was checked to resolve. */
export interface Fix {
  readonly change: Constraint
  readonly to: string | null
}

/** Why there is no lock: all issues at once, and every constraint they rest on, each once. */
export interface Conflict {
  readonly issues: readonly ResolveIssue[]
  readonly constraints: readonly Constraint[]
  /** A smallest set of constraints that cannot hold together. Null: not computed. */
  readonly core: readonly Constraint[] | null
  /** Checked ways out. Empty: none computed. */
  readonly fixes: readonly Fix[]
}

/** The version chosen for one module, and why. */
export interface Choice {
  readonly module: string
  readonly version: CatalogVersion
  /** In words, for plans and history: `asked for ^1.2`, `pin ~1.2 by dana`, `locked`. */
  readonly why: string
}

/** Exactly one version per module, sorted by module; or a conflict. */
export type Resolution = { readonly kind: 'resolved'; readonly choices: readonly Choice[] } | { readonly kind: 'conflict'; readonly conflict: Conflict }
