import type { LockRevision, Operation, Pin, Tenant, TenantChannels } from '@tenon/model'

/** One row of the status screen. */
export interface TenantStatus {
  readonly tenant: Tenant
  readonly lock: LockRevision
  readonly pins: readonly Pin[]
  /** How early the tenant takes new versions. */
  readonly channels: TenantChannels
  /** The operation in progress or the last one, or null. */
  readonly lastOperation: Operation | null
  /** What a person should look at: expired pin, interrupted operation, version outside its pin, refused artifact. */
  readonly attention: readonly string[]
}

/** What runs, and what ran when. */
export interface LockRegistry {
  getLock(tenantId: string): Promise<LockRevision>
  /** Newest first. */
  history(tenantId: string): Promise<readonly LockRevision[]>
  /** What ran at an instant (ISO 8601). */
  lockAt(tenantId: string, at: string): Promise<LockRevision>
  /** Every tenant, or the named one alone. @throws TENANT_UNKNOWN */
  status(tenantId?: string): Promise<readonly TenantStatus[]>
}
