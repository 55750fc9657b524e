import type { Problem } from '@tenon/model'
import type { Actor } from './tenant-registry.ts'

/** How far an intended application of a plan is. */
export type ApplicationState = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled'

/** The intention to apply a saved plan, kept until it has an end. */
export interface Application extends Actor {
  readonly id: string
  readonly tenantId: string
  readonly planId: string
  readonly state: ApplicationState
  /** How often a host has taken it up. */
  readonly attempts: number
  /** Not taken up before; ISO 8601 instant, UTC. */
  readonly notBefore: string
  /** Why the plan may be applied over drift; null: it may not. */
  readonly acceptDrift: string | null
  /** The host that has it, or had it last. */
  readonly hostId: string | null
  /** The operation it led to, the last one when there were several. */
  readonly operationId: string | null
  /** Why it failed, or why the last attempt did when it waits for another. */
  readonly problem: Problem | null
  readonly createdAt: string
  readonly finishedAt: string | null
}

/** Who wants a plan applied, and on what terms. */
export interface EnqueueOptions extends Actor {
  readonly acceptDrift?: string
}

/** Plans that are applied by whichever host comes first, one after the other for each tenant, once each. */
export interface QueueRegistry {
  /** Asks for a plan to be applied. Asking again while it waits or runs gives the application there is. @throws PLAN_UNKNOWN */
  enqueue(planId: string, options: EnqueueOptions): Promise<Application>
  /** Newest first: all that wait or run, and the last `limit` (default 100) that ended. */
  listApplications(tenantId?: string, limit?: number): Promise<readonly Application[]>
  /** Takes back one that waits. @throws APPLICATION_UNKNOWN, APPLICATION_STARTED */
  cancelApplication(applicationId: string, actor: Actor): Promise<Application>
}
