/** When a version is cut off, and for how long. */
export interface CircuitLimits {
  /** Failures are counted over this long. */
  readonly windowMs: number
  /** Fewer failures than this never cut off. */
  readonly failures: number
  /** The share of ended calls that must have failed, 0 to 1. */
  readonly share: number
  /** From how many tenants failures must come. */
  readonly tenants: number
  /** The first pause; each failed probe doubles it. */
  readonly pauseMs: number
  readonly longestPauseMs: number
  /** After a pause so many calls are let through, and all must end well. */
  readonly probes: number
}

/** Whether calls are let through. Plain data; `reduceCircuit` makes the next from the last. */
export type Circuit =
  /** Calls go through; what failed since the window began is counted. */
  | { readonly kind: 'closed'; readonly windowFrom: number; readonly endedBefore: number; readonly failures: number; readonly tenants: readonly string[] }
  /** Calls are turned away until a time. */
  | { readonly kind: 'open'; readonly since: number; readonly until: number; readonly pauseMs: number; readonly reason: string }
  /** A few calls are let through to see. */
  | { readonly kind: 'half-open'; readonly since: number; readonly pauseMs: number; readonly reason: string; readonly probing: number; readonly succeeded: number }

/** What happens to a circuit. Times are milliseconds, as `Clock.now`. */
export type CircuitEvent =
  /** A call failed that was no probe. `ended` counts all calls that ever ended, this one included. */
  | { readonly kind: 'failed'; readonly at: number; readonly ended: number; readonly tenantId: string }
  /** A call wants in. */
  | { readonly kind: 'asked'; readonly at: number }
  | { readonly kind: 'probe-succeeded' }
  | { readonly kind: 'probe-failed'; readonly at: number }
  /** Somebody who watches the process wants it cut off. */
  | { readonly kind: 'blocked'; readonly at: number; readonly forMs: number; readonly reason: string }

/** A circuit that lets everything through. */
export const closedCircuit: Circuit = { kind: 'closed', windowFrom: Number.NEGATIVE_INFINITY, endedBefore: 0, failures: 0, tenants: [] }

/**
 * The circuit after an event. Pure. A call that asks is let in when the circuit is closed, or when asking changed it:
 * it is then a probe, and its end must be told as one.
 */
export function reduceCircuit(circuit: Circuit, event: CircuitEvent, limits: CircuitLimits): Circuit {
  switch (event.kind) {
    case 'failed':
      return circuit.kind === 'closed' ? afterFailure(circuit, event, limits) : circuit
    case 'asked':
      return afterAsking(circuit, event.at, limits)
    case 'probe-succeeded':
      return circuit.kind === 'half-open' ? afterSuccess(circuit, limits) : circuit
    case 'probe-failed':
      return circuit.kind === 'half-open' ? openAgain(circuit, event.at, limits) : circuit
    case 'blocked':
      return afterBlock(circuit, event)
    default:
      return event satisfies never
  }
}

type CircuitOf<Kind extends Circuit['kind']> = Extract<Circuit, { readonly kind: Kind }>
type EventOf<Kind extends CircuitEvent['kind']> = Extract<CircuitEvent, { readonly kind: Kind }>

function afterFailure(circuit: CircuitOf<'closed'>, { at, ended, tenantId }: EventOf<'failed'>, limits: CircuitLimits): Circuit {
  const isOver = at - circuit.windowFrom >= limits.windowMs
  const window = isOver ? { ...circuit, windowFrom: at, endedBefore: ended - 1, failures: 0, tenants: [] } : circuit
  const failures = window.failures + 1
  const tenants = window.tenants.length >= limits.tenants || window.tenants.includes(tenantId) ? window.tenants : [...window.tenants, tenantId]
  const all = ended - window.endedBefore
  if (failures < limits.failures || failures < limits.share * all || tenants.length < limits.tenants) return { ...window, failures, tenants }
  return { kind: 'open', since: at, until: at + limits.pauseMs, pauseMs: limits.pauseMs, reason: `${failures} of ${all} calls failed within ${limits.windowMs / 1_000} s` }
}

function afterAsking(circuit: Circuit, at: number, { probes }: CircuitLimits): Circuit {
  if (circuit.kind === 'open' && at >= circuit.until) return { kind: 'half-open', since: circuit.since, pauseMs: circuit.pauseMs, reason: circuit.reason, probing: 1, succeeded: 0 }
  if (circuit.kind === 'half-open' && circuit.probing + circuit.succeeded < probes) return { ...circuit, probing: circuit.probing + 1 }
  return circuit
}

function afterSuccess(circuit: CircuitOf<'half-open'>, { probes }: CircuitLimits): Circuit {
  const succeeded = circuit.succeeded + 1
  return succeeded >= probes ? closedCircuit : { ...circuit, probing: circuit.probing - 1, succeeded }
}

function openAgain({ since, pauseMs, reason }: CircuitOf<'half-open'>, at: number, { longestPauseMs }: CircuitLimits): Circuit {
  const longer = Math.min(pauseMs * 2, Math.max(longestPauseMs, pauseMs))
  return { kind: 'open', since, until: at + longer, pauseMs: longer, reason }
}

/** A block never shortens a pause. */
function afterBlock(circuit: Circuit, { at, forMs, reason }: EventOf<'blocked'>): Circuit {
  const until = Math.max(at + forMs, circuit.kind === 'open' ? circuit.until : at)
  return { kind: 'open', since: circuit.kind === 'closed' ? at : circuit.since, until, pauseMs: forMs, reason }
}
