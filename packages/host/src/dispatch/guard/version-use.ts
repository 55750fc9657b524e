import { closedCircuit } from './circuit.ts'
import type { Circuit } from './circuit.ts'

/** What can be cut off: a version for one tenant, or for all. Mutable: counted on every call. */
export interface Use {
  calls: number
  /** Calls that were ever judged: they ended, or their time was up. */
  ended: number
  circuit: Circuit
}

/** A version in use by all tenants. */
export interface VersionUse extends Use {
  readonly module: string
  readonly version: string
  readonly tenants: Map<string, TenantUse>
}

/** A version in use by one tenant, whatever the lock revision. */
export interface TenantUse extends Use {
  readonly tenantId: string
  readonly overAll: VersionUse
}

/** A version that nobody uses yet. */
export function createVersionUse({ module, version }: { readonly module: string; readonly version: string }): VersionUse {
  return { module, version, tenants: new Map(), calls: 0, ended: 0, circuit: closedCircuit }
}

/** The use that a tenant makes of a version; made on first sight. */
export function useOf(overAll: VersionUse, tenantId: string): TenantUse {
  const use = overAll.tenants.get(tenantId) ?? { tenantId, overAll, calls: 0, ended: 0, circuit: closedCircuit }
  overAll.tenants.set(tenantId, use)
  return use
}
