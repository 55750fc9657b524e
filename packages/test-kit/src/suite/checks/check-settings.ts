import type { Manifest } from '@tenon/model'
import { createSettingsCheck } from '@tenon/registry'
import { findingOf } from '../module-finding.ts'
import type { ModuleFinding } from '../module-finding.ts'

type Schema = Readonly<Record<string, unknown>>

const kinds = ['string', 'number', 'integer', 'boolean']

/**
 * Whether a form can be made from a module's settings, and whether a tenant that set none has valid ones: the schema is JSON Schema
 * 2020-12, every property says what it is and has a default, and the schema takes its own defaults. Pure.
 */
export function checkSettings({ settings }: Pick<Manifest, 'settings'>): readonly ModuleFinding[] {
  const unreadable = schemaProblem(settings)
  if (unreadable !== null) return [findingOf('SETTINGS_SCHEMA_INVALID', 'settings', unreadable)]
  const properties = Object.entries((settings['properties'] ?? {}) as Readonly<Record<string, Schema>>)
  return properties.flatMap(([name, schema]) => [...checkProperty(`settings.${name}`, schema, settings), ...checkDefault(name, settings)])
}

function schemaProblem(settings: Schema): string | null {
  if (settings['type'] !== 'object') return 'The settings are no object with properties.'
  try {
    createSettingsCheck()({ integrity: 'settings', manifest: { settings } }, {})
    return null
  } catch (error) {
    return `The schema is no JSON Schema 2020-12: ${(error as Error).message}.`
  }
}

function checkProperty(place: string, schema: Schema, root: Schema): readonly ModuleFinding[] {
  const described = typeof schema['description'] === 'string' && schema['description'].trim() !== ''
  return [
    ...('default' in schema ? [] : [findingOf('SETTING_WITHOUT_DEFAULT', place, 'It has no default.')]),
    ...(described ? [] : [findingOf('SETTING_WITHOUT_DESCRIPTION', place, 'It has no description.')]),
    ...(isEditable(schema, root) ? [] : [findingOf('SETTING_NOT_EDITABLE', place, `It is ${JSON.stringify(schema).slice(0, 120)}.`)]),
  ]
}

/** The property alone, so that one refused default is told of the property that has it. */
function checkDefault(name: string, settings: Schema): readonly ModuleFinding[] {
  const property = ((settings['properties'] ?? {}) as Readonly<Record<string, Schema>>)[name]
  if (property === undefined || !('default' in property)) return []
  const alone = { ...settings, properties: { [name]: property }, required: [], additionalProperties: true }
  const { issues } = createSettingsCheck()({ integrity: name, manifest: { settings: alone } }, {})
  return issues.map((issue) => findingOf('SETTING_DEFAULT_REFUSED', `settings.${name}`, `Its default is ${JSON.stringify(property['default'])}, and the schema says: ${issue}.`))
}

/** One kind of field, with what is inside it. Alternatives are a choice when each of them is a fixed value or a field. */
function isEditable(schema: Schema, root: Schema): boolean {
  const target = resolved(schema, root)
  if (target === null) return false
  if (Array.isArray(target['enum']) || 'const' in target) return true
  const either = (target['anyOf'] ?? target['oneOf']) as readonly Schema[] | undefined
  if (Array.isArray(either)) return either.every((each) => each['type'] === 'null' || isEditable(each, root))
  const type = Array.isArray(target['type']) ? (target['type'] as readonly string[]).filter((each) => each !== 'null') : [target['type']]
  const [only] = type
  if (type.length !== 1) return false
  if (only === 'array') return isEditable((target['items'] ?? {}) as Schema, root)
  if (only === 'object') return isEditableObject(target, root)
  return kinds.includes(String(only))
}

function isEditableObject(schema: Schema, root: Schema): boolean {
  const inner = Object.values((schema['properties'] ?? {}) as Readonly<Record<string, Schema>>)
  const others = schema['additionalProperties']
  if (inner.length === 0) return typeof others === 'object' && others !== null && isEditable(others as Schema, root)
  return inner.every((each) => isEditable(each, root))
}

/** A schema that stands elsewhere in the document; null when it stands nowhere. */
function resolved(schema: Schema, root: Schema): Schema | null {
  const reference = schema['$ref']
  if (typeof reference !== 'string') return schema
  const parts = reference.replace(/^#\/?/, '').split('/').filter((part) => part !== '')
  const found = parts.reduce<unknown>((at, part) => (typeof at === 'object' && at !== null ? (at as Schema)[part] : undefined), root)
  return typeof found === 'object' && found !== null && found !== schema ? (found as Schema) : null
}
