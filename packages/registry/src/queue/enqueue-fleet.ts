import type { WakeUps } from '@tenon/model'
import { assertFleetAllowed } from '../operation/assert-allowed.ts'
import { nowOf } from '../registry-parts.ts'
import type { RegistryParts } from '../registry-parts.ts'
import type { Application, EnqueueOptions } from '../surface/queue-registry.ts'
import { insertApplications } from '../tables/applications.ts'
import { selectFleetPlan } from '../tables/fleet-plans.ts'
import { applyWork } from './enqueue.ts'

/** Adds the wish to apply the plan of each tenant of a fleet, and wakes a host with the same transaction. @throws PLAN_UNKNOWN, PLAN_REJECTED, FLEET_UNAPPROVED */
export function enqueueFleet(parts: RegistryParts, wakeUps: WakeUps | null, { fleetPlanId, ...options }: EnqueueOptions & { readonly fleetPlanId: string }): Promise<readonly Application[]> {
  return parts.database.transaction(async (session) => {
    const fleet = await selectFleetPlan(session, fleetPlanId)
    await assertFleetAllowed(session, parts, fleet)
    const now = nowOf(parts)
    const wanted = fleet.classes.flatMap(({ members }) => members).map(({ tenantId, planId }): Application => ({
      id: parts.createId('ap'), tenantId, planId, state: 'waiting', attempts: 0, notBefore: now, actor: options.actor, reason: options.reason,
      acceptDrift: options.acceptDrift ?? null, hostId: null, operationId: null, problem: null, createdAt: now, finishedAt: null,
    }))
    const applications = await insertApplications(session, wanted)
    // One key for all: whoever wakes takes up one after the other until nothing is due.
    await wakeUps?.wake(session, { name: applyWork, key: fleetPlanId })
    return applications
  })
}
