import type { ClientType } from '@tenon/model'
import { layTimeline } from './layer-timeline.ts'
import type { LayerTimeline } from './layer-timeline.ts'
import type { SettingsChange } from './settings-change.ts'
import { layerKey } from './settings-layer.ts'
import type { SettingsLayer } from './settings-layer.ts'
import type { SettingsSchema } from './settings-schema.ts'
import { standingAt } from './standing-at.ts'
import type { Standing } from './standing-at.ts'

/** The version of the module that a tenant runs from an instant on. */
export interface StandingVersion extends Standing {
  readonly version: string
  readonly schema: SettingsSchema
}

/** What a tenant is counted as from an instant on. */
export interface StandingTraits extends Standing {
  readonly clientType: ClientType
  readonly tags: readonly string[]
}

/** How strong a tag is among tags, from an instant on. */
export interface StandingPriority extends Standing {
  readonly priority: number
}

/** What decides about one tenant besides layers. Lists ascend by instant. */
export interface TenantCourse {
  readonly tenantId: string
  readonly versions: readonly StandingVersion[]
  readonly traits: readonly StandingTraits[]
}

/** The layers of one module, of all tenants or of those that are looked at. */
export interface ModuleLayers {
  /** By `layerKey`. A layer that is not there holds nothing. */
  readonly layers: ReadonlyMap<string, LayerTimeline>
  /** By tag; a tag that is not there has priority 0. Lists ascend by instant. */
  readonly priorities: ReadonlyMap<string, readonly StandingPriority[]>
}

/** Everything that decides the settings of one module for one tenant. */
export interface TenantSettings {
  readonly shared: ModuleLayers
  readonly tenant: TenantCourse
}

/** The same layers with one more change. */
export function withChange(shared: ModuleLayers, change: SettingsChange): ModuleLayers {
  const key = layerKey(change.layer)
  const changes = [...(shared.layers.get(key)?.changes ?? []), change]
  return { ...shared, layers: new Map(shared.layers).set(key, layTimeline(change.layer, changes)) }
}

/**
 * The layers that count for a tenant at an instant, strongest first: override, tenant, tags, client type. Of several
 * tags the one with the highest priority is strongest; of equal ones the first by name.
 */
export function layersOf({ shared, tenant }: TenantSettings, at: string): readonly SettingsLayer[] {
  const { tenantId: name } = tenant
  const own: readonly SettingsLayer[] = [{ kind: 'override', name }, { kind: 'tenant', name }]
  const traits = standingAt(tenant.traits, at)
  if (traits === undefined) return own
  const priority = (tag: string) => standingAt(shared.priorities.get(tag) ?? [], at)?.priority ?? 0
  const tags = traits.tags.toSorted((a, b) => priority(b) - priority(a) || (a < b ? -1 : 1))
  return [...own, ...tags.map((tag): SettingsLayer => ({ kind: 'tag', name: tag })), { kind: 'client-type', name: traits.clientType }]
}

/** True when a layer may count for a tenant at an instant or later, as far as that is known now. */
export function reaches({ kind, name }: SettingsLayer, { tenantId, traits }: TenantCourse, from: string): boolean {
  if (kind === 'tenant' || kind === 'override') return name === tenantId
  const first = standingAt(traits, from)
  return traits.some((standing) => (standing === first || standing.from > from) && (kind === 'tag' ? standing.tags.includes(name) : standing.clientType === name))
}
