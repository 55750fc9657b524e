import { canonicalJson } from '@tenon/model'
import { effectiveSetting } from './effective-settings.ts'
import type { EffectiveSetting } from './effective-settings.ts'
import type { ModuleLayers, TenantCourse } from './tenant-settings.ts'

/** One setting of one tenant that would be another. */
export interface SettingsImpact {
  readonly tenantId: string
  readonly key: string
  readonly before: EffectiveSetting | null
  readonly after: EffectiveSetting | null
}

/** What is compared. */
export interface ImpactOptions {
  readonly before: ModuleLayers
  readonly after: ModuleLayers
  readonly tenants: readonly TenantCourse[]
  /** The settings that may differ: those that the change touches. */
  readonly keys: readonly string[]
  readonly at: string
}

/** Whose effective values would change, in the order of the tenants. A value that only comes from elsewhere, and is the same, is no change. */
export function impactOf({ before, after, tenants, keys, at }: ImpactOptions): readonly SettingsImpact[] {
  return tenants.flatMap((tenant) => keys.flatMap((key) => {
    const impact = { tenantId: tenant.tenantId, key, before: effectiveSetting({ shared: before, tenant }, key, at), after: effectiveSetting({ shared: after, tenant }, key, at) }
    return written(impact.before) === written(impact.after) ? [] : [impact]
  }))
}

function written(setting: EffectiveSetting | null): string | null {
  return setting === null ? null : canonicalJson(setting.source.value)
}
