import { parseInstant } from '../actions/parse-instant.ts'
import type { RegistryParts } from '../registry-parts.ts'
import type { TimelineEntry, TimelineRegistry } from '../surface/timeline-registry.ts'
import { selectVerdicts } from '../tables/approvals.ts'
import { selectChannelHistory, selectChannels } from '../tables/channels.ts'
import { selectDataHistory } from '../tables/data-history.ts'
import { selectLockAt, selectLockHistory } from '../tables/locks.ts'
import { selectPinHistory, selectPinsAt } from '../tables/pins.ts'
import { selectTraitHistory } from '../tables/tenant-history.ts'
import { selectTenant } from '../tables/tenants.ts'

export function timelineMethods({ database }: RegistryParts): TimelineRegistry {
  return {
    timeline: (tenantId) => database.transaction(async (session) => {
      await selectTenant(session, tenantId)
      const locks = (await selectLockHistory(session, tenantId)).map((revision): TimelineEntry => ({ kind: 'lock', revision, actor: revision.actor, reason: revision.reason, createdAt: revision.createdAt }))
      const pins = (await selectPinHistory(session, tenantId)).map((change): TimelineEntry => ({ kind: 'pin', ...change }))
      const channels = (await selectChannelHistory(session, tenantId)).map(({ tenantId: _of, ...change }): TimelineEntry => ({ kind: 'channel', ...change }))
      const data = (await selectDataHistory(session, tenantId)).map(({ tenantId: _of, ...change }): TimelineEntry => ({ kind: 'data', ...change }))
      const traits = (await selectTraitHistory(session, tenantId)).map(({ tenantId: _of, ...change }): TimelineEntry => ({ kind: 'tenant', ...change }))
      const verdicts = (await selectVerdicts(session, tenantId)).map((verdict): TimelineEntry => ({ kind: 'verdict', ...verdict }))
      // Each list is newest first already, and sorting keeps the order of equals.
      return [...locks, ...pins, ...channels, ...data, ...verdicts, ...traits].toSorted((a, b) => (a.createdAt === b.createdAt ? 0 : a.createdAt < b.createdAt ? 1 : -1))
    }),
    stateAt: (tenantId, instant) => database.transaction(async (session) => {
      const tenant = await selectTenant(session, tenantId)
      const at = parseInstant(instant)
      return { at, lock: await selectLockAt(session, tenant, at), pins: await selectPinsAt(session, tenantId, at), channels: await selectChannels(session, tenantId, at) }
    }),
  }
}
