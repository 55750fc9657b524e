import { valueAt } from './layer-timeline.ts'
import type { LayerTimeline, LayerValue } from './layer-timeline.ts'
import type { SettingsValues } from './settings-change.ts'
import { layerKey } from './settings-layer.ts'
import type { SettingsLayer } from './settings-layer.ts'
import { standingAt } from './standing-at.ts'
import { layersOf } from './tenant-settings.ts'
import type { StandingVersion, TenantSettings } from './tenant-settings.ts'

/** Where a value comes from: a layer, with who, why and since when, or the version's own default. */
export type SettingSource =
  | ({ readonly kind: 'layer'; readonly layer: SettingsLayer } & LayerValue)
  | { readonly kind: 'default'; readonly version: string; readonly value: LayerValue['value'] }

/** What is in force of one setting. */
export interface EffectiveSetting {
  readonly key: string
  /** The strongest; its value is in force. */
  readonly source: SettingSource
  /** What stands behind it, strongest first: what would be in force without the sources before. */
  readonly inherited: readonly SettingSource[]
}

/** One setting at any instant, past or to come. Null when the tenant did not run the module then, or nobody knows the setting. */
export function effectiveSetting(settings: TenantSettings, key: string, at: string): EffectiveSetting | null {
  const view = viewAt(settings, at)
  return view === null ? null : settingOf(view, key)
}

/** Every setting at an instant, sorted by name. Empty when the tenant did not run the module then. */
export function effectiveSettings(settings: TenantSettings, at: string): readonly EffectiveSetting[] {
  const view = viewAt(settings, at)
  return view === null ? [] : keysOf(view).flatMap((key) => settingOf(view, key) ?? [])
}

/** The values alone: what a module reads. */
export function effectiveValues(settings: TenantSettings, at: string): SettingsValues {
  return Object.fromEntries(effectiveSettings(settings, at).map(({ key, source }) => [key, source.value]))
}

interface View {
  readonly at: string
  readonly version: StandingVersion
  /** Strongest first; those that hold nothing are left out. */
  readonly layers: readonly LayerTimeline[]
}

function viewAt(settings: TenantSettings, at: string): View | null {
  const version = standingAt(settings.tenant.versions, at)
  if (version === undefined) return null
  return { at, version, layers: layersOf(settings, at).flatMap((layer) => settings.shared.layers.get(layerKey(layer)) ?? []) }
}

function keysOf({ version, layers }: View): readonly string[] {
  const own = layers.filter(({ layer }) => !isShared(layer)).flatMap(({ moments }) => [...moments.keys()])
  return [...new Set([...Object.keys(version.schema.defaults), ...version.schema.singles.keys(), ...own])].toSorted()
}

function settingOf({ at, version, layers }: View, key: string): EffectiveSetting | null {
  const { defaults, singles } = version.schema
  const sources: SettingSource[] = []
  for (const timeline of layers) {
    const value = isShared(timeline.layer) && !singles.has(key) ? null : valueAt(timeline, key, at)
    if (value !== null) sources.push({ kind: 'layer', layer: timeline.layer, ...value })
  }
  const value = defaults[key]
  if (value !== undefined) sources.push({ kind: 'default', version: version.version, value })
  const [source, ...inherited] = sources
  return source === undefined ? null : { key, source, inherited }
}

/** A layer of many tenants serves many versions: a setting that a version does not know is not meant for it. */
function isShared({ kind }: SettingsLayer): boolean {
  return kind === 'client-type' || kind === 'tag'
}
