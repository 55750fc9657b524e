import { registryErrors } from '@tenon/registry'
import type { ModuleRegistry } from '@tenon/registry'
import { holdLane, laneIdle } from './lane.ts'
import type { Lanes } from './lanes.ts'

/**
 * Makes the host stand aside while a tenant's modules move: new calls of those modules wait, those
 * in flight end first, or the move does not happen. Calls of other tenants and modules are not touched.
 * @returns a function that leaves
 */
export function joinCutovers(registry: Pick<ModuleRegistry, 'joinCutovers'>, lanes: Lanes): () => void {
  return registry.joinCutovers({
    async hold(tenantId, modules, budgetMs) {
      const held = modules.map((module) => lanes.obtain(tenantId, module))
      const releases = held.map((lane) => holdLane(lane, budgetMs === 0 ? 'closed' : 'drained'))
      const release = () => releases.forEach((releaseLane) => releaseLane())
      if (budgetMs === 0 || await within(budgetMs, Promise.all(held.map(laneIdle)))) return release
      release()
      throw registryErrors.CALLS_UNFINISHED({ tenant: tenantId, running: held.flatMap(({ module, calls }) => (calls === 0 ? [] : [{ module, calls }])), waitedMs: budgetMs })
    },
    suspend: lanes.suspend,
  })
}

/** Resolves when `work` has ended or `budgetMs` is over, whichever comes first: true when it ended. */
export async function within(budgetMs: number, work: Promise<unknown>): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const timer = setTimeout(() => resolve(false), budgetMs)
  const ended = await Promise.race([work.then(() => true), promise])
  clearTimeout(timer)
  return ended
}
