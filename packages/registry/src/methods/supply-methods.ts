import { stableChannels } from '@tenon/model'
import { reportSkew } from '@tenon/resolver'
import type { SkewBudget } from '@tenon/resolver'
import { addAdvisory, withdrawAdvisory } from '../actions/advisories.ts'
import { noteVersion } from '../actions/note-version.ts'
import { planExits } from '../actions/plan-exits.ts'
import { readExposure } from '../actions/read-exposure.ts'
import { listVersions } from '../catalog/known-versions.ts'
import { nowOf } from '../registry-parts.ts'
import type { RegistryParts } from '../registry-parts.ts'
import type { SupplyRegistry } from '../surface/supply-registry.ts'
import { selectAdvisories } from '../tables/advisories.ts'
import { selectCatalog } from '../tables/catalog.ts'
import { selectChannelsOf } from '../tables/channels.ts'
import { selectCurrentLocks } from '../tables/locks.ts'
import { selectPins } from '../tables/pins.ts'
import { selectNotices } from '../tables/version-notices.ts'

export function supplyMethods(parts: RegistryParts): SupplyRegistry {
  const { database } = parts

  async function skew(budget: Partial<SkewBudget> = {}) {
    const { catalog, resolver, locks, pins, channels } = await database.transaction(async (session) => ({
      catalog: await selectCatalog(session, null), resolver: await parts.resolver.at(session), channels: await selectChannelsOf(session, null), locks: await selectCurrentLocks(session, null), pins: await selectPins(session, null),
    }))
    const pinsOf = Map.groupBy(pins, ({ tenantId }) => tenantId)
    const tenants = locks.map(({ tenantId, entries }) => ({ tenantId, locked: entries, pins: pinsOf.get(tenantId) ?? [], channels: channels.get(tenantId) ?? stableChannels }))
    return reportSkew({ catalog, resolver, tenants, now: nowOf(parts), budget: { ...parts.skewBudget, ...budget } })
  }

  return {
    noteVersion: (options) => noteVersion(parts, options),
    listNotices: async (module) => selectNotices(database, (await listVersions(database, module))[0]?.packageName ?? ''),
    addAdvisory: (options) => addAdvisory(parts, options),
    listAdvisories: () => selectAdvisories(database),
    withdrawAdvisory: (advisoryId, actor) => withdrawAdvisory(parts, advisoryId, actor),
    exposure: (subject) => readExposure(parts, subject),
    planExits: (subject, actor) => planExits(parts, subject, actor),
    skew,
  }
}
