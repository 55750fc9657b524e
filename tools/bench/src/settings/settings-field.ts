import { layTimeline, layerKey, readSettingsSchema } from '@tenon/settings'
import type { ModuleLayers, SettingsChange, SettingsLayer, SettingsSchema, SettingsValues, TenantCourse } from '@tenon/settings'

export const tenantCount = 10_000
export const settingCount = 500
/** Settings that each tenant has set itself, in as many changes as `changesEach`. */
export const ownSettings = 50
export const changesEach = 5
const tags = Array.from({ length: 20 }, (_, index) => `tag-${index}`)
const clientTypes = ['standard', 'enterprise', 'custom'] as const

/** The days the history covers. */
export const days = 365

/** An instant so many days into the history. */
export function dayOf(day: number): string {
  return new Date(Date.UTC(2026, 0, 1) + day * 86_400_000).toISOString()
}

/** `setting-0` to `setting-499`. */
export function settingName(index: number): string {
  return `setting-${index % settingCount}`
}

/** One module with 500 settings, half of them numbers with limits, half of them words. */
export function fieldSchema(offset: number): SettingsSchema {
  return readSettingsSchema({
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(Array.from({ length: settingCount }, (_, index) => [settingName(index), index % 2 === 0 ? { type: 'integer', minimum: 0, maximum: 1_000_000, default: index + offset } : { type: 'string', maxLength: 40, default: `word ${index + offset}` }])),
  })
}

/** A value that fits the setting. */
export function valueFor(index: number, salt: number): string | number {
  return index % settingCount % 2 === 0 ? (index * 31 + salt) % 1_000_000 : `word ${index} ${salt}`
}

/** Three client types over many settings, twenty tags over few, and every tenant, each changed again and again over a year; a tenth of the tenants have an override that ends. */
export function fieldLayers(): ModuleLayers {
  const shared: readonly SettingsLayer[] = [...clientTypes.map((name): SettingsLayer => ({ kind: 'client-type', name })), ...tags.map((name): SettingsLayer => ({ kind: 'tag', name }))]
  const timelines = [
    ...shared.map((layer, index) => layTimeline(layer, Array.from({ length: 40 }, (_, change) => changeOf({ layer, revision: change + 1, day: change * 9, set: slice(index * 20 + (layer.kind === 'tag' ? change % 3 : change) * 7, 10, change) })))),
    ...Array.from({ length: tenantCount }, (_, tenant) => ownTimeline(tenant)),
    ...Array.from({ length: tenantCount / 10 }, (_, index) => overrideTimeline(index * 10)),
  ]
  return { layers: new Map(timelines.map((timeline) => [layerKey(timeline.layer), timeline])), priorities: new Map(tags.map((tag, index) => [tag, [{ from: dayOf(0), priority: index % 5 }]])) }
}

/** Each tenant has a client type and three tags, which change once, and moved from one version to another. */
export function fieldTenants(): readonly TenantCourse[] {
  const [first, second] = [fieldSchema(0), fieldSchema(1)]
  return Array.from({ length: tenantCount }, (_, tenant) => ({
    tenantId: `tenant-${tenant}`,
    versions: [{ from: dayOf(0), version: '1.0.0', schema: first }, { from: dayOf(100 + tenant % 100), version: '1.1.0', schema: second }],
    traits: [0, 180].map((day, turn) => ({ from: dayOf(day), clientType: clientTypes[(tenant + turn) % 3] ?? 'standard', tags: [0, 7, 13].map((step) => tags[(tenant + step + turn) % tags.length] ?? '') })),
  }))
}

function ownTimeline(tenant: number) {
  const layer: SettingsLayer = { kind: 'tenant', name: `tenant-${tenant}` }
  const each = ownSettings / changesEach
  return layTimeline(layer, Array.from({ length: changesEach }, (_, change) => changeOf({ layer, revision: change + 1, day: 10 + change * 60 + tenant % 50, set: slice(tenant * 3 + change * each, each, tenant) })))
}

function overrideTimeline(tenant: number) {
  const layer: SettingsLayer = { kind: 'override', name: `tenant-${tenant}` }
  const set = slice(tenant, 3, -tenant)
  const change = changeOf({ layer, revision: 1, day: 200, set })
  return layTimeline(layer, [{ ...change, expiresAt: Object.fromEntries(Object.keys(set).map((key) => [key, dayOf(230)])) }])
}

function slice(from: number, count: number, salt: number): SettingsValues {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [settingName(from + index), valueFor((from + index) % settingCount, Math.abs(salt))]))
}

interface ChangeSketch extends Pick<SettingsChange, 'layer' | 'revision' | 'set'> {
  readonly day: number
}

/** A change of the field, at once. */
export function changeOf({ day, ...sketch }: ChangeSketch): SettingsChange {
  return { ...sketch, kind: 'patch', unset: [], expiresAt: {}, effectiveAt: dayOf(day), createdAt: dayOf(day), actor: 'user:dana', reason: 'contract of the year' }
}
