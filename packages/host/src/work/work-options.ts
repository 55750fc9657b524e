/** How much a host does at once beside requests, and how often it looks. */
export interface WorkOptions {
  /** Events handled at once. Default 8; each may take a database connection. */
  readonly eventsAtOnce?: number
  /** Of them, at most so many of one tenant. Default 4. */
  readonly eventsAtOncePerTenant?: number
  /** Timers run at once. Default 4. */
  readonly timersAtOnce?: number
  /** How often it looks for what is due without being told: retries, timers, work of hosts that died. Default 1,000 ms. */
  readonly lookEveryMs?: number
  /** How long events and deliveries are kept after they are over. Default 30 days. */
  readonly keepEventsMs?: number
}

const dayMs = 86_400_000

/** Options with their defaults. */
export function workDefaults({ eventsAtOnce = 8, eventsAtOncePerTenant = 4, timersAtOnce = 4, lookEveryMs = 1_000, keepEventsMs = 30 * dayMs }: WorkOptions): Required<WorkOptions> {
  return { eventsAtOnce, eventsAtOncePerTenant, timersAtOnce, lookEveryMs, keepEventsMs }
}
