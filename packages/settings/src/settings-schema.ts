import type { Json } from '@tenon/model'
import type { SettingsValues } from './settings-change.ts'

type JsonSchema = Readonly<Record<string, unknown>>

/** A settings schema, read once for each version. */
export interface SettingsSchema {
  readonly json: JsonSchema
  /** By setting. */
  readonly defaults: SettingsValues
  /** Settings marked `x-tenon-secret: true`. */
  readonly secrets: ReadonlySet<string>
  /** For each setting a schema of an object with it alone: what may stand in a layer, whatever else holds. */
  readonly singles: ReadonlyMap<string, JsonSchema>
  /** True when settings that it does not name are refused. */
  readonly isClosed: boolean
  /** True when it says more than what each setting may be: then settings must be judged together. */
  readonly hasRules: boolean
}

/** Words of an object schema that say nothing of two settings together. `required` is no rule: every setting has a default. */
const plainWords: ReadonlySet<string> = new Set(['$schema', '$id', '$comment', '$defs', 'title', 'description', 'examples', 'default', 'type', 'properties', 'required', 'additionalProperties'])

/** Reads a manifest's settings: an object schema (draft 2020-12) whose every property has a default. */
export function readSettingsSchema(json: JsonSchema): SettingsSchema {
  const properties = Object.entries((json['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>)
  return {
    json,
    defaults: Object.fromEntries(properties.flatMap(([key, { default: value }]) => (value === undefined ? [] : [[key, value as Json]]))),
    secrets: new Set(properties.filter(([, property]) => property['x-tenon-secret'] === true).map(([key]) => key)),
    singles: new Map(properties.map(([key, property]) => [key, { type: 'object', properties: { [key]: property }, ...(json['$defs'] !== undefined && { $defs: json['$defs'] }) }])),
    isClosed: json['additionalProperties'] === false,
    hasRules: Object.entries(json).some(([word, value]) => !plainWords.has(word) || (word === 'additionalProperties' && typeof value === 'object')),
  }
}
