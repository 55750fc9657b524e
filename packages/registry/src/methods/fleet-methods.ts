import type { WakeUps } from '@tenon/model'
import { makeFleetPlan } from '../plan/make-fleet-plan.ts'
import { enqueueFleet } from '../queue/enqueue-fleet.ts'
import type { RegistryParts } from '../registry-parts.ts'
import type { FleetRegistry } from '../surface/fleet-registry.ts'
import { selectFleetApplications } from '../tables/applications.ts'
import { selectFleetPlan } from '../tables/fleet-plans.ts'

/** @param onEnqueued - called after plans were enqueued here */
export function fleetMethods(parts: RegistryParts, wakeUps: WakeUps | null, onEnqueued: () => void): FleetRegistry {
  const { database } = parts
  return {
    planFleet: (request, actor) => makeFleetPlan(parts, request, actor),
    getFleetPlan: (fleetPlanId) => selectFleetPlan(database, fleetPlanId),
    async enqueueFleet(fleetPlanId, options) {
      const applications = await enqueueFleet(parts, wakeUps, { ...options, fleetPlanId })
      onEnqueued()
      return applications
    },
    async listFleetApplications(fleetPlanId) {
      await selectFleetPlan(database, fleetPlanId)
      return selectFleetApplications(database, fleetPlanId)
    },
  }
}
