import type { RunningTenant } from '@tenon/registry'
import { callCauses } from './call-cause.ts'
import type { CallCounts } from './call-cause.ts'
import type { HostedVersion } from './hosted-versions.ts'

/**
 * `loading` until its code runs, `active` while a lock names it, `draining` while only calls that
 * began earlier use it, `drained` when nobody does: Node cannot evict an ES module, so its code
 * (about 1 MB) stays until the process ends. `refused` when its code does not run here.
 */
export type VersionPhase = 'loading' | 'active' | 'draining' | 'drained' | 'refused'

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
  /** Why it is refused, else null. */
  readonly reason: string | null
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
  return { module, version: number, phase: phaseOf(version, tenants), tenants, calls, callsByCause: { ...version.calls }, reason: version.refusal?.problem.title ?? null }
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
