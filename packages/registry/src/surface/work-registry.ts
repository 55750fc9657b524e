import type { ReceivedEvent } from '@tenon/module-sdk'

/** An event that this process took and must end. */
export interface TakenDelivery {
  readonly tenantId: string
  readonly subscriber: string
  readonly position: number
  readonly event: ReceivedEvent
}

/** By which lock something ran. */
export interface RanOn {
  readonly version: string
  readonly lockRevision: number
}

/** What became of a delivery. */
export type DeliveryEnd =
  | { readonly kind: 'handled'; readonly ranOn: RanOn }
  /** The version in force has no handler for it. */
  | { readonly kind: 'skipped'; readonly ranOn: RanOn | null; readonly reason: string }
  | { readonly kind: 'failed'; readonly ranOn: RanOn; readonly reason: string }
  /** Its handler did not start: no attempt. */
  | { readonly kind: 'given-back'; readonly reason: string }

/** A timer that this process took and must end. */
export interface TakenTimer {
  readonly tenantId: string
  readonly module: string
  readonly name: string
}

/** What became of a run. */
export type TimerEnd =
  | { readonly kind: 'ran' }
  | { readonly kind: 'failed'; readonly reason: string }
  /** It did not start: it is due still. */
  | { readonly kind: 'given-back' }

/** How much more work a process takes. */
export interface TakeOptions {
  /** At most so many. */
  readonly limit: number
  /** At most so many at once of one tenant, those that run included: none waits behind the backlog of another. */
  readonly perTenant: number
  /** Look at this tenant only; null: at all. */
  readonly tenantId: string | null
}

/** What was taken. */
export interface TakenDeliveries {
  readonly taken: readonly TakenDelivery[]
  /** True when some events cannot be delivered yet, because one before them may still appear. Look again soon. */
  readonly unsettled: boolean
}

/**
 * The share of one process in the work of all tenants. What it takes nobody else takes, until it is ended; when the
 * process dies, the next look of any other gives it free again.
 */
export interface WorkShare {
  /** Takes the next event of keys that rest, the keys of one tenant in turn with those of others. */
  takeDeliveries(options: TakeOptions): Promise<TakenDeliveries>
  /**
   * Ends a delivery.
   * @param onward - take the next event of the same key, when there is one
   * @returns what was taken onward, or null
   */
  endDelivery(delivery: TakenDelivery, end: DeliveryEnd, onward: 'onward' | 'stop'): Promise<TakenDelivery | null>
  /** Takes timers that are due. */
  takeTimers(limit: number): Promise<readonly TakenTimer[]>
  endTimer(timer: TakenTimer, end: TimerEnd): Promise<void>
  /** Frees what dead processes had taken, and what this one took without learning of it. */
  freeLost(): Promise<void>
  /** Stops listening, and frees what was not ended. */
  close(): Promise<void>
}

/** Who takes a share. */
export interface WorkParticipant {
  /** There may be work for this tenant; for any when null. */
  readonly onWork: (tenantId: string | null) => void
  /** This process may be taken for dead: what it has taken may be run by others. */
  readonly onLost: () => void
}

/** Events and timers, for the host. */
export interface WorkRegistry {
  joinWork(participant: WorkParticipant): Promise<WorkShare>
  /** Removes what ended longer ago than `keepMs`, and events that nobody waits for. @returns how many events and deliveries */
  purgeEvents(keepMs: number): Promise<{ readonly events: number; readonly deliveries: number }>
}
