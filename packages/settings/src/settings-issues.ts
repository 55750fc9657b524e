import type { Json } from '@tenon/model'
import { valueAt } from './layer-timeline.ts'
import { effectiveValues } from './effective-settings.ts'
import { isSecretValue } from './secrets/secret-value.ts'
import type { SettingsValues } from './settings-change.ts'
import { layerKey } from './settings-layer.ts'
import type { SettingsLayer } from './settings-layer.ts'
import type { SettingsSchema } from './settings-schema.ts'
import { standingAt } from './standing-at.ts'
import { layersOf } from './tenant-settings.ts'
import type { TenantSettings } from './tenant-settings.ts'
import { turningPoints } from './turning-points.ts'

/** What of these values does not fit a JSON Schema, in words; none when they fit. */
export type CheckValues = (schema: Readonly<Record<string, unknown>>, values: SettingsValues) => readonly string[]

/** Values that a version would refuse, and when. */
export interface SettingsIssue {
  readonly tenantId: string
  readonly version: string
  /** The first instant at which they would be in force. */
  readonly at: string
  /** The layer with the value that does not fit; null when only all layers together do not. */
  readonly layer: string | null
  readonly reasons: readonly string[]
}

/** How values are judged. */
export interface SettingsIssuesOptions {
  readonly check: CheckValues
  /** Settings whose values in layers may be new; those of others were judged before. Default: all. Rules between settings are always judged over all. */
  readonly keys?: readonly string[]
}

/**
 * Everything that would not fit for one tenant at an instant or at any later one that is known now: scheduled
 * changes, expiries, versions and traits to come. Looks at each value in each layer that counts for the tenant,
 * also where a stronger layer hides it, so that giving a setting back can never bring an invalid value to light;
 * and at what is in force in the end, where a schema has rules between settings.
 */
export function settingsIssues(settings: TenantSettings, from: string, options: SettingsIssuesOptions): readonly SettingsIssue[] {
  const seen = new Set<string>()
  return [from, ...turningPoints(settings, from)].flatMap((at) => issuesAt(settings, at, options)).filter(({ version, layer, reasons }) => {
    const name = [version, layer, ...reasons].join('\n')
    const isNew = !seen.has(name)
    seen.add(name)
    return isNew
  })
}

function issuesAt(settings: TenantSettings, at: string, { check, keys }: SettingsIssuesOptions): readonly SettingsIssue[] {
  const standing = standingAt(settings.tenant.versions, at)
  if (standing === undefined) return []
  const { version, schema } = standing
  const issue = { tenantId: settings.tenant.tenantId, version, at }
  const alone = layersOf(settings, at).flatMap((layer) => {
    const timeline = settings.shared.layers.get(layerKey(layer))
    if (timeline === undefined) return []
    const reasons = (keys ?? [...timeline.moments.keys()]).flatMap((key) => {
      const held = valueAt(timeline, key, at)
      return held === null ? [] : valueReasons({ schema, layer, key, value: held.value, check })
    })
    return reasons.length === 0 ? [] : [{ ...issue, layer: layerKey(layer), reasons }]
  })
  if (alone.length > 0 || !schema.hasRules) return alone
  const reasons = check(schema.json, checkable(schema, effectiveValues(settings, at)))
  return reasons.length === 0 ? [] : [{ ...issue, layer: null, reasons }]
}

interface ValueToCheck {
  readonly schema: SettingsSchema
  readonly layer: SettingsLayer
  readonly key: string
  readonly value: Json
  readonly check: CheckValues
}

/** A layer of many tenants may hold what this version does not know; a layer of one tenant may not, unless the schema is open. */
function valueReasons({ schema, layer, key, value, check }: ValueToCheck): readonly string[] {
  const single = schema.singles.get(key)
  if (single === undefined) return schema.isClosed && (layer.kind === 'tenant' || layer.kind === 'override') ? [`${key} is no setting of this version`] : []
  if (schema.secrets.has(key)) return isSecretValue(value) ? [] : [`${key} must be a sealed secret or a reference`]
  return check(single, { [key]: value })
}

/** The schema of a secret is that of its plain value, which was checked before it was sealed. */
function checkable({ secrets, defaults }: SettingsSchema, values: SettingsValues): SettingsValues {
  return secrets.size === 0 ? values : Object.fromEntries(Object.entries(values).map(([key, value]) => [key, secrets.has(key) ? (defaults[key] ?? value) : value]))
}
