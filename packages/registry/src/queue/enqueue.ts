import type { WakeUps } from '@tenon/model'
import { registryErrors } from '../registry-errors.ts'
import { nowOf } from '../registry-parts.ts'
import type { RegistryParts } from '../registry-parts.ts'
import type { Application, EnqueueOptions } from '../surface/queue-registry.ts'
import type { Actor } from '../surface/tenant-registry.ts'
import { cancelWaiting, insertApplication, selectApplication, selectUnfinishedApplication } from '../tables/applications.ts'
import { selectPlan } from '../tables/plans.ts'

/** The kind of work that applications are. */
export const applyWork = 'tenon.apply'

/** Adds the wish to apply a plan, and wakes a host with the same transaction. */
export function enqueue(parts: RegistryParts, wakeUps: WakeUps | null, { planId, ...options }: EnqueueOptions & { readonly planId: string }): Promise<Application> {
  return parts.database.transaction(async (session) => {
    const { plan } = await selectPlan(session, planId)
    const now = nowOf(parts)
    const application: Application = {
      id: parts.createId('ap'), tenantId: plan.tenantId, planId, state: 'waiting', attempts: 0, notBefore: now, actor: options.actor, reason: options.reason,
      acceptDrift: options.acceptDrift ?? null, hostId: null, operationId: null, problem: null, createdAt: now, finishedAt: null,
    }
    const isNew = await insertApplication(session, application)
    await wakeUps?.wake(session, { name: applyWork, key: plan.tenantId })
    return isNew ? application : (await selectUnfinishedApplication(session, planId)) ?? application
  })
}

/** Takes an application back; who did it and why stands in its problem. @throws APPLICATION_UNKNOWN, APPLICATION_STARTED */
export async function cancelApplication(parts: RegistryParts, applicationId: string, { actor, reason }: Actor): Promise<Application> {
  const { tenantId: tenant } = await selectApplication(parts.database, applicationId)
  const { problem } = registryErrors.APPLICATION_CANCELLED({ tenant, application: applicationId, actor, reason })
  if (!(await cancelWaiting(parts.database, { id: applicationId, problem, finishedAt: nowOf(parts) }))) throw registryErrors.APPLICATION_STARTED({ tenant, application: applicationId })
  return selectApplication(parts.database, applicationId)
}
