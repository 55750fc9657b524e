import type { Clock } from '@tenon/model'
import type { ModuleLog } from '@tenon/module-sdk'
import { guardErrors } from '../../errors/guard-errors.ts'
import type { CallLimits } from './call-limits.ts'
import { reduceCircuit } from './circuit.ts'
import type { Circuit, CircuitEvent, CircuitLimits } from './circuit.ts'
import type { TenantUse, Use, VersionUse } from './version-use.ts'

/** What a call is to see, besides doing its work: circuits that are half open. Empty for nearly every call. */
export type Probes = readonly Use[]

/** How a call ended, as far as its version is to blame. */
export type Verdict = 'fine' | 'failed'

/** Keeps one version from taking what others need. */
export interface VersionGuard {
  /** Counts a call in. @throws VERSION_CIRCUIT_OPEN, VERSION_BUSY, TENANT_CALLS_LIMITED: it was not counted */
  enter(use: TenantUse): Probes
  /** Counts it out: `release` and `judge`. */
  leave(use: TenantUse, probes: Probes, verdict: Verdict): void
  /** Gives back the place of a call that was judged before it ended. */
  release(use: TenantUse): void
  /** Takes notice of how a call went, once, whether or not it has given back its place. */
  judge(use: TenantUse, probes: Probes, verdict: Verdict): void
  /** Cuts a version off for all tenants, for who watches the process: it blocked the event loop, it grows. */
  block(use: VersionUse, block: { readonly forMs: number; readonly reason: string }): void
}

/** What a guard works with. */
export interface GuardOptions {
  readonly limits: CallLimits
  readonly clock: Clock
  readonly log: ModuleLog
}

const none: Probes = []

export function createGuard({ limits, clock, log }: GuardOptions): VersionGuard {
  const forTenant: CircuitLimits = { ...limits.circuit, tenants: 1 }
  const forAll: CircuitLimits = { ...limits.circuit, tenants: limits.failingTenants }
  const limitsOf = (use: Use) => ('overAll' in use ? forTenant : forAll)

  function tell(use: Use, event: CircuitEvent): void {
    const before = use.circuit
    use.circuit = reduceCircuit(before, event, limitsOf(use))
    if (before.kind !== use.circuit.kind) logChange(use, use.circuit, log)
  }

  /** Both circuits must let a call in; when one does not, the other is not told. */
  function admitProbe(use: TenantUse): Probes {
    const asked: CircuitEvent = { kind: 'asked', at: clock.now() }
    const uses = [use, use.overAll].filter(({ circuit }) => circuit.kind !== 'closed')
    const shut = uses.find((each) => reduceCircuit(each.circuit, asked, limitsOf(each)) === each.circuit)
    if (shut !== undefined) throw refusal(use, shut.circuit, asked.at)
    uses.forEach((each) => tell(each, asked))
    return uses
  }

  function release(use: TenantUse): void {
    use.calls -= 1
    use.overAll.calls -= 1
  }

  function judge(use: TenantUse, probes: Probes, verdict: Verdict): void {
    const { overAll } = use
    use.ended += 1
    overAll.ended += 1
    if (verdict === 'fine' && probes.length === 0) return
    const at = clock.now()
    for (const each of [use, overAll]) {
      if (probes.includes(each)) tell(each, verdict === 'fine' ? { kind: 'probe-succeeded' } : { kind: 'probe-failed', at })
      else if (verdict === 'failed') tell(each, { kind: 'failed', at, ended: each.ended, tenantId: use.tenantId })
    }
  }

  return {
    enter(use) {
      const { overAll } = use
      if (use.calls >= limits.callsPerTenant) throw guardErrors.TENANT_CALLS_LIMITED({ tenant: use.tenantId, module: overAll.module, version: overAll.version, calls: use.calls, retryAfterSeconds: 1 })
      if (overAll.calls >= limits.callsPerVersion) throw guardErrors.VERSION_BUSY({ module: overAll.module, version: overAll.version, calls: overAll.calls, retryAfterSeconds: 1 })
      const probes = use.circuit.kind === 'closed' && overAll.circuit.kind === 'closed' ? none : admitProbe(use)
      use.calls += 1
      overAll.calls += 1
      return probes
    },
    leave(use, probes, verdict) {
      release(use)
      judge(use, probes, verdict)
    },
    release, judge,
    block: (use, { forMs, reason }) => tell(use, { kind: 'blocked', at: clock.now(), forMs, reason }),
  }
}

function refusal({ tenantId, overAll: { module, version } }: TenantUse, circuit: Circuit, now: number): Error {
  if (circuit.kind === 'closed') return guardErrors.VERSION_BUSY({ module, version, calls: 0, retryAfterSeconds: 1 })
  const retryAfterSeconds = circuit.kind === 'open' ? Math.max(1, Math.ceil((circuit.until - now) / 1_000)) : 1
  return guardErrors.VERSION_CIRCUIT_OPEN({ tenant: tenantId, module, version, since: new Date(circuit.since).toISOString(), reason: circuit.reason, retryAfterSeconds })
}

function logChange(use: Use, circuit: Circuit, log: ModuleLog): void {
  const { module, version } = 'overAll' in use ? (use as TenantUse).overAll : (use as VersionUse)
  const labels = 'tenantId' in use ? { module, version, tenant: use.tenantId } : { module, version }
  switch (circuit.kind) {
    case 'closed':
      return log.info('a module version answers again', labels)
    case 'half-open':
      return log.info('a module version is tried again', labels)
    case 'open':
      return log.error('a module version is cut off', { ...labels, reason: circuit.reason, until: new Date(circuit.until).toISOString() })
    default:
      return circuit satisfies never
  }
}
