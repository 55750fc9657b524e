import type { SettingsChange } from './settings-change.ts'
import { layerKey } from './settings-layer.ts'
import { settingsErrors } from './settings-errors.ts'
import { settingsIssues } from './settings-issues.ts'
import type { CheckValues, SettingsIssue } from './settings-issues.ts'
import { reaches, withChange } from './tenant-settings.ts'
import type { ModuleLayers, TenantCourse } from './tenant-settings.ts'

/** What a change is judged by. */
export interface PublishOptions {
  /** Tenants with the module; those that the layer does not reach are left out of the judgement. */
  readonly tenants: readonly TenantCourse[]
  readonly check: CheckValues
}

/** The layers with the change, or everything that speaks against it. */
export type PublishResult =
  | { readonly kind: 'published'; readonly shared: ModuleLayers }
  | { readonly kind: 'refused'; readonly issues: readonly SettingsIssue[]; readonly unknown: readonly string[] }

/**
 * The one way for values into a layer, whether set, scheduled, restored, imported or approved: for every tenant the
 * layer reaches, and every instant from the change's own on, all values must fit the version that runs then. A
 * setting that no version of these tenants knows is refused too, unless the layer held it before. What else changes settings (a version, a client type,
 * tags, priorities) asks `settingsIssues` with the state that would come of it.
 *
 * @throws SETTINGS_BACKDATED
 */
export function publishChange(before: ModuleLayers, change: SettingsChange, { tenants, check }: PublishOptions): PublishResult {
  const { layer, effectiveAt, createdAt } = change
  if (effectiveAt < createdAt) throw settingsErrors.SETTINGS_BACKDATED({ layer: layerKey(layer), effectiveAt, createdAt })
  const shared = withChange(before, change)
  const keys = Object.keys(change.set)
  const reached = tenants.filter((tenant) => reaches(layer, tenant, effectiveAt))
  const issues = reached.flatMap((tenant) => settingsIssues({ shared, tenant }, effectiveAt, { check, keys }))
  const unknown = unknownSettings(change, reached).filter((key) => before.layers.get(layerKey(layer))?.moments.has(key) !== true)
  return issues.length === 0 && unknown.length === 0 ? { kind: 'published', shared } : { kind: 'refused', issues, unknown }
}

function unknownSettings({ set, effectiveAt }: SettingsChange, tenants: readonly TenantCourse[]): readonly string[] {
  const schemas = new Set(tenants.flatMap(({ versions }) => versions.filter((_, index) => (versions[index + 1]?.from ?? '9') > effectiveAt)).map(({ schema }) => schema))
  return Object.keys(set).filter((key) => schemas.size > 0 && [...schemas].every(({ isClosed, singles }) => isClosed && !singles.has(key))).toSorted()
}
