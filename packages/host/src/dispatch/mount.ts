import type { RunningTenant } from '@tenon/registry'
import type { ScopeBase } from '../scope/scope-base.ts'
import type { TenantUse } from './guard/version-use.ts'
import type { HostedVersion } from './hosted-versions.ts'
import type { Lane } from './lane.ts'

/** A module version as one lock revision of one tenant names it: all that a call needs and that does not change between calls. */
export interface Mount {
  readonly lane: Lane
  /** The view it was made from. Another view, another mount. */
  readonly running: RunningTenant
  readonly version: HostedVersion
  /** The tenant's share of the version. */
  readonly use: TenantUse
  /** Null until the version's code is loaded. */
  scope: ScopeBase | null
}

/** A mount whose code is loaded. */
export type ReadyMount = Mount & { readonly scope: ScopeBase }
