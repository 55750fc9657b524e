import { instantsOf } from './layer-timeline.ts'
import { reaches } from './tenant-settings.ts'
import type { TenantSettings } from './tenant-settings.ts'

/** Every instant after `from` at which the settings of a tenant may change without anybody writing: schedules, expiries and what else is known to come. Ascending. */
export function turningPoints({ shared, tenant }: TenantSettings, from: string): readonly string[] {
  const { versions, traits } = tenant
  const tags = new Set(traits.flatMap((standing) => standing.tags))
  const instants = [
    ...[...versions, ...traits].map((standing) => standing.from),
    ...[...tags].flatMap((tag) => (shared.priorities.get(tag) ?? []).map((standing) => standing.from)),
    ...layersEver({ shared, tenant }, from).flatMap(instantsOf),
  ]
  return [...new Set(instants.filter((instant) => instant > from))].toSorted()
}

/** By name, not by looking through all: there are as many layers as tenants. Most have nothing to come. */
function layersEver({ shared, tenant }: TenantSettings, from: string) {
  const { tenantId, traits } = tenant
  const keys = new Set([`override:${tenantId}`, `tenant:${tenantId}`, ...traits.flatMap(({ clientType, tags }) => [`client-type:${clientType}`, ...tags.map((tag) => `tag:${tag}`)])])
  return [...keys].flatMap((key) => shared.layers.get(key) ?? []).filter(({ layer, until }) => until > from && reaches(layer, tenant, from))
}
