import type { WakeUps } from '@tenon/model'
import { cancelApplication, enqueue } from '../queue/enqueue.ts'
import type { RegistryParts } from '../registry-parts.ts'
import type { QueueRegistry } from '../surface/queue-registry.ts'
import { selectApplications } from '../tables/applications.ts'
import { selectTenant } from '../tables/tenants.ts'

/** @param onEnqueued - called after a plan was enqueued here */
export function queueMethods(parts: RegistryParts, wakeUps: WakeUps | null, onEnqueued: () => void): QueueRegistry {
  return {
    async enqueue(planId, options) {
      const application = await enqueue(parts, wakeUps, { ...options, planId })
      onEnqueued()
      return application
    },
    async listApplications(tenantId, limit = 100) {
      if (tenantId !== undefined) await selectTenant(parts.database, tenantId)
      return selectApplications(parts.database, tenantId ?? null, limit)
    },
    cancelApplication: (applicationId, actor) => cancelApplication(parts, applicationId, actor),
  }
}
