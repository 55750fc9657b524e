import type { FleetPlan, TenantSelection } from '@tenon/model'
import type { Application, EnqueueOptions } from './queue-registry.ts'
import type { Actor } from './tenant-registry.ts'

/** One move, and the tenants it is meant for. */
export interface FleetPlanRequest {
  /** Module name to a semver range, as for one tenant. */
  readonly targets: Readonly<Record<string, string>>
  readonly select: TenantSelection
}

/** One move for many tenants: read once for each class of them, applied for each tenant alone. */
export interface FleetRegistry {
  /**
   * Plans for every tenant meant, from facts read for all at once, and saves the fleet plan with one plan for each tenant
   * that moves. Changes nothing else. Tenants that cannot move are listed with their reasons and hinder nobody.
   * @throws SELECTION_EMPTY, TENANT_UNKNOWN for an id that is none, and what stands against all of them: an artifact store or a database that does not answer
   */
  planFleet(request: FleetPlanRequest, actor: Actor): Promise<FleetPlan>
  /** @throws PLAN_UNKNOWN */
  getFleetPlan(fleetPlanId: string): Promise<FleetPlan>
  /**
   * Queues the plans of all its tenants, all or none; hosts apply them, each in a transaction of its own, and what fails
   * for one stops nobody else. Asking again queues again what has ended: what is done stays done, what failed is tried again.
   * @returns what now waits or runs, by tenant
   * @throws PLAN_UNKNOWN, PLAN_REJECTED
   */
  enqueueFleet(fleetPlanId: string, options: EnqueueOptions): Promise<readonly Application[]>
  /** The last application of each of its plans that was queued, by tenant. @throws PLAN_UNKNOWN */
  listFleetApplications(fleetPlanId: string): Promise<readonly Application[]>
}
