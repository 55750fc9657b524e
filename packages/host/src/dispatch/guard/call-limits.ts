import type { CallBudgets } from '../call-deadlines.ts'
import type { CircuitLimits } from './circuit.ts'

/** How much a module version may take of a process, and when it is cut off. */
export interface CallLimits {
  /** When one tenant's calls of a version are cut off. */
  readonly circuit: Omit<CircuitLimits, 'tenants'>
  /** From how many tenants failures must come before a version is cut off for all of them, default 3. */
  readonly failingTenants: number
  /** Calls in flight of one tenant on one version, default 1,000. More are answered 429. */
  readonly callsPerTenant: number
  /** Calls in flight of all tenants on one version, default 10,000. More are answered 503. */
  readonly callsPerVersion: number
  /** How long a call may take. Past it, it is answered 504 and told to stop; its place stays taken until it has ended. */
  readonly budgetsMs: CallBudgets
}

/** What a host's options may say of them. */
export interface CallLimitOptions extends Partial<Omit<CallLimits, 'circuit' | 'budgetsMs'>> {
  /** Default: 20 failures within 10 s that are half of the calls; a pause of 5 s, doubled up to 60 s; 3 probes. */
  readonly circuit?: Partial<CallLimits['circuit']>
  /** Default: 30 s for a request, 20 s for a call from another module, so that the caller can still answer, 60 s for an event, 10 min for a timer and for the body of an answer. */
  readonly budgetsMs?: Partial<CallBudgets>
}

const defaults: CallLimits = {
  circuit: { windowMs: 10_000, failures: 20, share: 0.5, pauseMs: 5_000, longestPauseMs: 60_000, probes: 3 },
  failingTenants: 3,
  callsPerTenant: 1_000,
  callsPerVersion: 10_000,
  budgetsMs: { http: 30_000, call: 20_000, event: 60_000, timer: 600_000, body: 600_000 },
}

/** The limits with every default filled in. */
export function callLimits(options: CallLimitOptions): CallLimits {
  return { ...defaults, ...options, circuit: { ...defaults.circuit, ...options.circuit }, budgetsMs: { ...defaults.budgetsMs, ...options.budgetsMs } }
}
