import type { Channel, LockRevision, Pin, TenantChannels, TenantTraits, Verdict } from '@tenon/model'
import type { Actor } from './tenant-registry.ts'

/** One thing that was changed for a tenant, with who, why and when. */
export type TimelineEntry = Actor & { readonly createdAt: string } & (
  /** What runs changed: a move, settings or grants. */
  | { readonly kind: 'lock'; readonly revision: LockRevision }
  /** What may run was fixed, or set free again. */
  | { readonly kind: 'pin'; readonly module: string; readonly change: 'set' | 'removed'; readonly range: string | null; readonly owner: string | null; readonly expiresAt: string | null }
  /** How early new versions are taken; module null means every one without a channel of its own, channel null "as the rest". */
  | { readonly kind: 'channel'; readonly module: string | null; readonly channel: Channel | null }
  /** Something was done to data outside of moves. */
  | { readonly kind: 'data'; readonly module: string; readonly change: 'abandon' | 'restore-snapshot'; readonly details: Readonly<Record<string, unknown>> }
  /** What the tenant is called and counted as changed; `before` null: it was made then. */
  | { readonly kind: 'tenant'; readonly before: TenantTraits | null; readonly after: TenantTraits }
  /** Somebody allowed or refused a plan of the tenant; `fleetPlanId` names the fleet plan where it was one for many. */
  | { readonly kind: 'verdict'; readonly verdict: Verdict; readonly planId: string; readonly fleetPlanId: string | null }
)

/** What held for a tenant at one instant. */
export interface TenantAt {
  /** ISO 8601, UTC. */
  readonly at: string
  /** The revision in force then, with who made it, why, and by which plan and operation. */
  readonly lock: LockRevision
  /** The pins that stood then; one that had expired stood all the same. */
  readonly pins: readonly Pin[]
  readonly channels: TenantChannels
}

/** What happened to a tenant, and what held when. */
export interface TimelineRegistry {
  /** Every change of lock, pins, channels, data, name and tags of a tenant, and every verdict on its plans, newest first. One statement for each kind. @throws TENANT_UNKNOWN */
  timeline(tenantId: string): Promise<readonly TimelineEntry[]>
  /** What held at an instant (ISO 8601): lock, pins and channels as they were then. @throws TENANT_UNKNOWN, INSTANT_INVALID */
  stateAt(tenantId: string, at: string): Promise<TenantAt>
}
