import { registryErrors } from '@tenon/registry'
import type { RunningTenant } from '@tenon/registry'
import { useOf } from './guard/version-use.ts'
import type { HostedVersions } from './hosted-versions.ts'
import { createLane, holdLane } from './lane.ts'
import type { Lane } from './lane.ts'
import type { Mount } from './mount.ts'

/** Every lane this process has seen, by tenant and module. */
export interface Lanes {
  /**
   * The mount of the tenant's present lock. Three map look-ups while nothing changed.
   * @throws TENANT_UNKNOWN, MODULE_NOT_INSTALLED
   */
  find(tenantId: string, module: string): Mount
  /** The mount as a view names it, also when the tenant's lock has changed since. @throws MODULE_NOT_INSTALLED */
  findAt(view: RunningTenant, module: string): Mount
  /** The lane, made when missing: a hold may come before the first call. */
  obtain(tenantId: string, module: string): Lane
  /** What the tenant runs now. */
  running(tenantId: string): RunningTenant | undefined
  all(): readonly Lane[]
  /** Shuts every lane, and those made meanwhile, until the returned function is called. */
  suspend(): () => void
}

/**
 * Lanes over the registry's view in memory. The view is asked on every call and compared by identity,
 * so a call can only start on the version the lock names at that moment, whether or not a change
 * was announced.
 */
export function createLanes(running: (tenantId: string) => RunningTenant | undefined, versions: HostedVersions): Lanes {
  const tenants = new Map<string, Map<string, Lane>>()
  const suspensions = new Set<(() => void)[]>()
  /** Mounts of views that calls in flight began with and that are in force no more. */
  const former = new WeakMap<RunningTenant, Map<string, Mount>>()

  function newLane(tenantId: string, module: string): Lane {
    const lane = createLane(tenantId, module)
    for (const releases of suspensions) releases.push(holdLane(lane, 'suspended'))
    return lane
  }

  function obtain(tenantId: string, module: string): Lane {
    const modules = tenants.get(tenantId) ?? new Map<string, Lane>()
    tenants.set(tenantId, modules)
    const lane = modules.get(module) ?? newLane(tenantId, module)
    modules.set(module, lane)
    return lane
  }

  function mountOf(view: RunningTenant, module: string): Mount {
    const entry = view.lock.entries.find((candidate) => candidate.module === module)
    if (entry === undefined) throw registryErrors.MODULE_NOT_INSTALLED({ tenant: view.tenant.id, module })
    const version = versions.of(entry)
    return { lane: obtain(view.tenant.id, module), running: view, version, use: useOf(version.use, view.tenant.id), scope: null }
  }

  const lanes: Lanes = {
    running, obtain,
    all: () => [...tenants.values()].flatMap((modules) => [...modules.values()]),
    suspend() {
      const releases = lanes.all().map((lane) => holdLane(lane, 'suspended'))
      suspensions.add(releases)
      return () => {
        suspensions.delete(releases)
        for (const release of releases) release()
      }
    },
    find(tenantId, module) {
      const view = running(tenantId)
      if (view === undefined) throw registryErrors.TENANT_UNKNOWN({ tenant: tenantId })
      const known = tenants.get(tenantId)?.get(module)?.mount
      if (known?.running === view) return known
      const mount = mountOf(view, module)
      return (mount.lane.mount = mount)
    },
    findAt(view, module) {
      const known = tenants.get(view.tenant.id)?.get(module)?.mount
      if (known?.running === view) return known
      const mounts = former.get(view) ?? new Map<string, Mount>()
      former.set(view, mounts)
      const mount = mounts.get(module) ?? mountOf(view, module)
      mounts.set(module, mount)
      return mount
    },
  }
  return lanes
}
