import type { RegistryParts } from '../registry-parts.ts'
import type { WorkRegistry } from '../surface/work-registry.ts'
import { openWorkShare } from '../work/open-work-share.ts'
import { purgeEvents } from '../work/purge-events.ts'

export function workMethods(parts: RegistryParts): WorkRegistry {
  return {
    joinWork: (participant) => openWorkShare(parts, participant),
    purgeEvents: (keepMs) => purgeEvents(parts.database, [...parts.view.all()].map(({ tenant }) => tenant.id), new Date(parts.clock.now() - keepMs).toISOString()),
  }
}
