import type { CatalogVersion, Channel, TenantChannels } from '@tenon/model'
import type { Actor } from './tenant-registry.ts'

/** How early a tenant takes new versions. */
export interface SetChannelOptions extends Actor {
  readonly tenantId: string
  /** Absent: of every module that has no channel of its own. */
  readonly module?: string
  /** Null: the module goes with the rest again; without a module, `stable`. */
  readonly channel: Channel | null
}

/** Who a version is meant for. */
export interface PromoteOptions extends Actor {
  readonly module: string
  /** Exact. */
  readonly version: string
  readonly channel: Channel
}

/** Who takes new versions how early. Neither method moves a tenant: both only decide what a later plan may choose. */
export interface ChannelRegistry {
  /** Commits with a history row; writes nothing when it is that already. @returns the tenant's channels @throws TENANT_UNKNOWN, ID_INVALID */
  setChannel(options: SetChannelOptions): Promise<TenantChannels>
  /** The channels of a tenant: `stable` where nobody said otherwise. @throws TENANT_UNKNOWN */
  getChannels(tenantId: string): Promise<TenantChannels>
  /** Moves a version between channels; commits with a history row. @throws MODULE_UNKNOWN, VERSION_UNKNOWN */
  promote(options: PromoteOptions): Promise<CatalogVersion>
}
