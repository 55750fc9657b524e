import type { RunningTenant } from '@tenon/registry'
import { callCauses } from './call-cause.ts'
import type { CallCounts } from './call-cause.ts'
import type { Use, VersionUse } from './guard/version-use.ts'
import type { VersionMemory } from '../watch/memory/memory-watch.ts'
import type { HostedVersion, VersionTrouble } from './hosted-versions.ts'

/**
 * `loading` until its code runs, `active` while a lock names it, `draining` while only calls that
 * began earlier use it, `drained` when nobody does: Node cannot evict an ES module, so its code
 * (about 1 MB) stays until the process ends. `refused` when its code does not run here.
 */
export type VersionPhase = 'loading' | 'active' | 'draining' | 'drained' | 'refused'

/** A version that is cut off, for one tenant or for all. */
export interface CutOff {
  readonly tenantId: string | null
  /** ISO 8601 instant. */
  readonly since: string
  /** ISO 8601 instant from which a few calls are let through to see; null while they are. */
  readonly until: string | null
  readonly reason: string
}

/** One module version in this process. */
export interface VersionState {
  readonly module: string
  readonly version: string
  readonly phase: VersionPhase
  /** Tenants whose lock names it. */
  readonly tenants: number
  /** Calls now running on it. */
  readonly calls: number
  /** The same by what caused them. */
  readonly callsByCause: CallCounts
  /** Those of them whose time is up: they were answered for, told to stop, and have not ended. */
  readonly overdue: number
  /** Tenants for whom its calls are turned away for a while, because they fail. Null stands for all of them. */
  readonly cutOff: readonly CutOff[]
  /** Why it is refused, else null. */
  readonly reason: string | null
  /** What it did to this process: how often and how long it kept the event loop from turning, rejections nobody handled, calls that took too long. */
  readonly trouble: Readonly<VersionTrouble>
  /** What it keeps in memory, after the last full collection; null: nobody watches, or there was none yet. */
  readonly memory: VersionMemory | null
}

/** What this process hosts, sorted by module and version. Counted when asked: the hot path keeps no tables for it. */
export function versionStates(versions: Iterable<HostedVersion>, running: Iterable<RunningTenant>): readonly VersionState[] {
  const tenants = countTenants(running)
  return [...versions]
    .map((version) => stateOf(version, tenants.get(keyOf(version.key)) ?? 0))
    .toSorted((a, b) => `${a.module} ${a.version}`.localeCompare(`${b.module} ${b.version}`, 'en', { numeric: true }))
}

function countTenants(running: Iterable<RunningTenant>): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const { lock } of running) {
    for (const entry of lock.entries) counts.set(keyOf(entry), (counts.get(keyOf(entry)) ?? 0) + 1)
  }
  return counts
}

function keyOf(key: { readonly packageName: string; readonly version: string; readonly integrity: string }): string {
  return `${key.packageName}@${key.version}#${key.integrity}`
}

function stateOf(version: HostedVersion, tenants: number): VersionState {
  const { module, version: number } = version.key
  const calls = callsOf(version)
  return { module, version: number, phase: phaseOf(version, tenants), tenants, calls, callsByCause: { ...version.calls }, overdue: version.overdue, cutOff: cutOffsOf(version.use), reason: version.refusal?.problem.title ?? null, trouble: { ...version.trouble }, memory: version.memory }
}

function cutOffsOf(use: VersionUse): readonly CutOff[] {
  return [cutOff(use, null), ...[...use.tenants.values()].map((tenant) => cutOff(tenant, tenant.tenantId))].filter((found) => found !== null)
}

function cutOff({ circuit }: Use, tenantId: string | null): CutOff | null {
  if (circuit.kind === 'closed') return null
  const until = circuit.kind === 'open' ? new Date(circuit.until).toISOString() : null
  return { tenantId, since: new Date(circuit.since).toISOString(), until, reason: circuit.reason }
}

function phaseOf(version: HostedVersion, tenants: number): VersionPhase {
  if (version.refusal !== null) return 'refused'
  if (version.loaded === null) return 'loading'
  if (tenants > 0) return 'active'
  return callsOf(version) > 0 ? 'draining' : 'drained'
}

function callsOf({ calls }: HostedVersion): number {
  return callCauses.reduce((sum, cause) => sum + calls[cause], 0)
}
