import type {  } from '@tenon/model'

/** A row of the outbox. */
export interface PublishedEvent {
  readonly id: string
  readonly tenantId: string
  readonly module: string
  readonly version: string
  readonly name: string
  readonly payload: unknown
  readonly createdAt: string
}

/** What modules published. */
export interface EventRegistry {
  /** Rows published by modules of a tenant, newest first, at most `limit` (default 100). */
  listEvents(tenantId: string, limit?: number): Promise<readonly PublishedEvent[]>
}
