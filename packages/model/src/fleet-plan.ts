import type { ClientType } from './client-type.ts'
import type { Plan } from './plan.ts'

/** Which tenants a fleet plan is for. */
export type TenantSelection =
  | { readonly kind: 'all' }
  | { readonly kind: 'tenants'; readonly ids: readonly string[] }
  /** Tenants that carry the tag. */
  | { readonly kind: 'tag'; readonly tag: string }
  | { readonly kind: 'client-type'; readonly clientType: ClientType }

/** What tenants of one class have in common: the same versions before and after, the same SQL, the same changes for callers. */
export type SharedPlan = Pick<Plan, 'moves' | 'steps' | 'deltas' | 'reversible' | 'noReturn' | 'atFinalize' | 'contractsLeft'>

/** Tenants whose move is the same: what is read of one holds for all. */
export interface PlanClass {
  /** `A` for the largest, then `B`. */
  readonly name: string
  /** As planned for its first tenant; settings revisions and reasons of the moves are that tenant's. */
  readonly plan: SharedPlan
  /** By tenant id, in order. */
  readonly members: readonly PlanMember[]
  /** Of the tables the move touches, over all members; null when that is not known of some. */
  readonly rows: number | null
}

/** One tenant of a class, with the plan that is its own. */
export interface PlanMember {
  readonly tenantId: string
  readonly planId: string
  readonly rows: number | null
}

/** Tenants that cannot move as asked, for the same reasons. */
export interface RefusedTenants {
  readonly code: string
  /** One sentence each; the tenant's own name is left out. */
  readonly reasons: readonly string[]
  readonly tenantIds: readonly string[]
}

/** One request planned for many tenants. Each tenant has a plan of its own that is applied, journaled and refused alone. */
export interface FleetPlan {
  readonly id: string
  /** Module name to semver range. */
  readonly targets: Readonly<Record<string, string>>
  readonly selection: TenantSelection
  /** Largest first. */
  readonly classes: readonly PlanClass[]
  /** Most tenants first. */
  readonly refused: readonly RefusedTenants[]
  /** Tenants that run what was asked for. */
  readonly unchanged: readonly string[]
  readonly actor: string
  readonly reason: string
  /** ISO 8601 instant, UTC. */
  readonly createdAt: string
}
