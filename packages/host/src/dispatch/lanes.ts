import { registryErrors } from '@tenon/registry'
import type { RunningTenant } from '@tenon/registry'
import type { HostedVersions } from './hosted-versions.ts'
import { createLane, holdLane } from './lane.ts'
import type { Lane } from './lane.ts'
import type { Mount } from './mount.ts'

/** A lane together with what the tenant's lock names in it at this moment. */
export type MountedLane = Lane & { mount: Mount }

/** Every lane this process has seen, by tenant and module. */
export interface Lanes {
  /**
   * The lane with the mount of the tenant's present lock. Three map look-ups while nothing changed.
   * @throws TENANT_UNKNOWN, MODULE_NOT_INSTALLED
   */
  find(tenantId: string, module: string): MountedLane
  /** The lane, made when missing: a hold may come before the first call. */
  obtain(tenantId: string, module: string): Lane
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

  function newLane(tenantId: string, module: string): Lane {
    const lane = createLane(tenantId, module)
    for (const releases of suspensions) releases.push(holdLane(lane, 'suspended'))
    return lane
  }

  const lanes: Lanes = {
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
      const lane = tenants.get(tenantId)?.get(module)
      if (lane?.mount?.running === view) return lane as MountedLane
      const mount = mountOf(view, module, versions)
      return Object.assign(lanes.obtain(tenantId, module), { mount })
    },
    obtain(tenantId, module) {
      const modules = tenants.get(tenantId) ?? new Map<string, Lane>()
      tenants.set(tenantId, modules)
      const lane = modules.get(module) ?? newLane(tenantId, module)
      modules.set(module, lane)
      return lane
    },
  }
  return lanes
}

function mountOf(view: RunningTenant, module: string, versions: HostedVersions): Mount {
  const entry = view.lock.entries.find((candidate) => candidate.module === module)
  if (entry === undefined) throw registryErrors.MODULE_NOT_INSTALLED({ tenant: view.tenant.id, module })
  return { running: view, version: versions.of(entry), scope: null }
}
