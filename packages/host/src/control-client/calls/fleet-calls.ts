import type { ControlPlane } from '../control-plane.ts'
import { path } from '../escaped-path.ts'
import type { Call } from '../request-json.ts'

/** One move for many tenants. */
export function fleetCalls(call: Call) {
  return {
    planFleet: (request, { actor, reason }) => call({ method: 'POST', path: '/api/fleet-plans', body: { ...request, reason }, actor }),
    getFleetPlan: (fleetPlanId) => call({ path: path`/api/fleet-plans/${fleetPlanId}` }),
    enqueueFleet: (fleetPlanId, { actor, reason, acceptDrift }) => call({ method: 'POST', path: path`/api/fleet-plans/${fleetPlanId}/enqueue`, body: { reason, acceptDrift }, actor }),
    listFleetApplications: (fleetPlanId) => call({ path: path`/api/fleet-plans/${fleetPlanId}/applications` }),
  } satisfies Partial<ControlPlane>
}
