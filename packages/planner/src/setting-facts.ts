import { canonicalJson } from '@tenon/model'
import type { Json, Manifest } from '@tenon/model'
import type { DeltaFact } from './delta.ts'

type Schema = Readonly<Record<string, unknown>>

/** Words of JSON Schema that say something to people and nothing about values. */
const descriptive = ['title', 'description', '$comment', 'examples', 'default', 'type', 'enum']

/** The settings of a version by name, with default, type and limits. */
export function settingFacts(settings: Manifest['settings']): readonly DeltaFact[] {
  return Object.entries(propertiesOf(settings)).map(([name, schema]) => ({
    name,
    detail: schema['default'] === undefined ? '' : `= ${canonicalJson(schema['default'] as Json)}`,
    aspects: { default: written(schema['default']), type: typeOf(schema), limits: limitsOf(schema) },
  }))
}

function propertiesOf(settings: Schema): Readonly<Record<string, Schema>> {
  return (settings['properties'] ?? {}) as Readonly<Record<string, Schema>>
}

function written(value: unknown): Json {
  return value === undefined ? null : canonicalJson(value as Json)
}

function typeOf(schema: Schema): Json {
  if (schema['enum'] !== undefined) return `one of ${canonicalJson(schema['enum'] as Json)}`
  return (schema['type'] ?? null) as Json
}

/** Everything else that decides which values fit. */
function limitsOf(schema: Schema): Json {
  return Object.fromEntries(Object.entries(schema).filter(([word]) => !descriptive.includes(word))) as Json
}
