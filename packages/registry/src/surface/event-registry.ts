import type { Actor } from './tenant-registry.ts'

/** A row of the outbox. */
export interface PublishedEvent {
  readonly id: string
  readonly tenantId: string
  readonly module: string
  readonly version: string
  readonly name: string
  /** Events of one module with one key arrive in order. */
  readonly key: string
  readonly payload: unknown
  readonly createdAt: string
}

/**
 * `waiting` until it is handled; `done`; `dead` after its last attempt failed, and then later events of its key wait;
 * `skipped` when the version in force did not handle it; `discarded` by a person.
 */
export type DeliveryState = 'waiting' | 'dead' | 'done' | 'skipped' | 'discarded'

/** One event on its way to one module. */
export interface Delivery {
  readonly tenantId: string
  readonly eventId: string
  readonly name: string
  readonly publisher: string
  readonly subscriber: string
  readonly key: string
  readonly state: DeliveryState
  /** Attempts so far. */
  readonly attempt: number
  /** Why the last attempt failed, or why it was skipped; null when there is nothing to say. */
  readonly problem: string | null
  /** The version that handled or skipped it last, and the lock revision it ran by; null before the first attempt. */
  readonly version: string | null
  readonly lockRevision: number | null
  /** When it is tried again at the earliest; null when at once, or when it is over. */
  readonly dueAt: string | null
  readonly endedAt: string | null
}

/** Which delivery, and why something is done to it. */
export interface DeliveryChoice extends Actor {
  readonly tenantId: string
  readonly eventId: string
  readonly subscriber: string
}

/** What modules published, and what became of it. */
export interface EventRegistry {
  /** Rows published by modules of a tenant, newest first, at most `limit` (default 100). */
  listEvents(tenantId: string, limit?: number): Promise<readonly PublishedEvent[]>
  /** Deliveries of a tenant's events, newest first, at most `limit` (default 100); of all states unless one is named. @throws TENANT_UNKNOWN */
  listDeliveries(tenantId: string, options?: { readonly state?: DeliveryState; readonly limit?: number }): Promise<readonly Delivery[]>
  /** Tries a dead or skipped delivery again, at once and with all its attempts; who and why is kept. @throws TENANT_UNKNOWN, DELIVERY_UNKNOWN, DELIVERY_NOT_STOPPED */
  replayDelivery(choice: DeliveryChoice): Promise<Delivery>
  /** Gives a dead delivery up, so that the later events of its key go on; who and why is kept. @throws TENANT_UNKNOWN, DELIVERY_UNKNOWN, DELIVERY_NOT_STOPPED */
  discardDelivery(choice: DeliveryChoice): Promise<Delivery>
  /** Timers of a tenant's modules, by module and name. @throws TENANT_UNKNOWN */
  listTimers(tenantId: string): Promise<readonly TimerState[]>
}

/** One timer of one tenant. */
export interface TimerState {
  readonly tenantId: string
  readonly module: string
  readonly name: string
  /** Null until it is computed, and for one that never falls due. */
  readonly nextRunAt: string | null
  readonly lastRunAt: string | null
  /** Failures in a row. */
  readonly failures: number
  /** Why the last run failed, or null. */
  readonly problem: string | null
}
