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
}

/** What a host's options may say of them. */
export interface CallLimitOptions extends Partial<Omit<CallLimits, 'circuit'>> {
  /** Default: 20 failures within 10 s that are half of the calls; a pause of 5 s, doubled up to 60 s; 3 probes. */
  readonly circuit?: Partial<CallLimits['circuit']>
}

const defaults: CallLimits = {
  circuit: { windowMs: 10_000, failures: 20, share: 0.5, pauseMs: 5_000, longestPauseMs: 60_000, probes: 3 },
  failingTenants: 3,
  callsPerTenant: 1_000,
  callsPerVersion: 10_000,
}

/** The limits with every default filled in. */
export function callLimits(options: CallLimitOptions): CallLimits {
  return { ...defaults, ...options, circuit: { ...defaults.circuit, ...options.circuit } }
}
