import type { Random } from '@tenon/migrator/authoring'
import type { Schema } from './module-operation.ts'

/** What a value is made for. */
export interface ValuePlace {
  /** Of the parameter or property. */
  readonly name: string
  /** Values that a tenant has and that may be meant. */
  readonly known: (name: string) => readonly unknown[]
  /** Those that go together. */
  readonly preferred: Readonly<Record<string, readonly unknown[]>>
  readonly random: Random
}

/**
 * A value that a schema takes: most times what the tenant has under that name, else the schema's example, else one at random. Of
 * patterns only those are met that some usual text meets.
 */
export function generateValue(schema: Schema, place: ValuePlace): unknown {
  const { random } = place
  const preferred = place.preferred[place.name] ?? []
  if (preferred.length > 0 && random() < 0.8) return pick(preferred, random)
  if ('const' in schema) return schema['const']
  if (Array.isArray(schema['enum'])) return pick(schema['enum'] as readonly unknown[], random)
  const either = (schema['anyOf'] ?? schema['oneOf']) as readonly Schema[] | undefined
  if (either !== undefined && either.length > 0) return 'example' in schema && random() < 0.7 ? schema['example'] : generateValue(pick(either, random) ?? {}, place)
  const all = schema['allOf'] as readonly Schema[] | undefined
  if (all !== undefined) return Object.assign({}, ...all.map((each) => generateValue(each, place)))
  const types = (Array.isArray(schema['type']) ? schema['type'] : [schema['type']]) as readonly string[]
  const known = place.known(place.name).filter((value) => isOfType(value, types) && fits(schema, value))
  if (known.length > 0 && random() < 0.75) return pick(known, random)
  if ('example' in schema && known.length === 0 && random() < 0.5) return schema['example']
  return makeValue(pick(types, random) ?? 'string', schema, place)
}

/** True when the tenant has something that may be meant by a parameter of this name. */
export function isKnown(schema: Schema, { name, known, preferred }: Omit<ValuePlace, 'random'>): boolean {
  return name in preferred || known(name).some((value) => fits(schema, value))
}

function isOfType(value: unknown, types: readonly string[]): boolean {
  return types.includes(typeof value) || (types.includes('integer') && Number.isInteger(value))
}

/** As far as a schema says it of text. */
function fits({ pattern, minLength, maxLength }: Schema, value: unknown): boolean {
  if (typeof value !== 'string') return true
  if (typeof pattern === 'string' && !new RegExp(pattern, 'u').test(value)) return false
  return value.length >= Number(minLength ?? 0) && value.length <= Number(maxLength ?? Infinity)
}

function makeValue(type: string, schema: Schema, place: ValuePlace): unknown {
  switch (type) {
    case 'null': return null
    case 'boolean': return place.random() < 0.5
    case 'integer': case 'number': return numberIn(schema, type === 'integer', place.random)
    case 'array': return Array.from({ length: Math.max(1, Number(schema['minItems'] ?? 1)) }, () => generateValue((schema['items'] ?? {}) as Schema, place))
    case 'object': return generateObject(schema, place)
    default: return textIn(schema, place.random)
  }
}

function generateObject(schema: Schema, place: ValuePlace): Readonly<Record<string, unknown>> {
  const required = (schema['required'] ?? []) as readonly string[]
  const properties = Object.entries((schema['properties'] ?? {}) as Readonly<Record<string, Schema>>)
  const chosen = properties.filter(([name, inner]) => required.includes(name) || place.random() < (isKnown(inner, { ...place, name }) ? 0.5 : 0.1))
  return Object.fromEntries(chosen.map(([name, inner]) => [name, generateValue(inner, { ...place, name })]))
}

function numberIn(schema: Schema, isInteger: boolean, random: Random): number {
  const lowest = Number(schema['minimum'] ?? (schema['exclusiveMinimum'] === undefined ? 1 : Number(schema['exclusiveMinimum']) + 1))
  const highest = Math.max(lowest, Math.min(Number(schema['maximum'] ?? schema['exclusiveMaximum'] ?? lowest + 20), lowest + 20))
  const value = lowest + random() * (highest - lowest)
  return isInteger ? Math.floor(value) : Math.round(value * 100) / 100
}

const texts: Readonly<Record<string, (random: Random) => string>> = {
  uuid: (random) => `00000000-0000-4000-8000-${digits(random, 12, 16)}`,
  date: () => '2026-06-15',
  'date-time': () => '2026-06-15T12:00:00Z',
  email: (random) => `${digits(random, 8, 36)}@example.com`,
  uri: (random) => `https://example.com/${digits(random, 8, 36)}`,
}

function textIn(schema: Schema, random: Random): string {
  const made = texts[String(schema['format'])]?.(random)
  if (made !== undefined) return made
  const length = Math.max(Number(schema['minLength'] ?? 0), Math.min(Number(schema['maxLength'] ?? 12), 10))
  const usual = [digits(random, length, 36), String(1 + Math.floor(random() * 20)), digits(random, length, 36).toUpperCase(), digits(random, length, 16), '2026-06-15', 'EUR', 'de', '00:30']
  return usual.find((text) => fits(schema, text)) ?? usual[0] ?? ''
}

function digits(random: Random, count: number, radix: number): string {
  return Array.from({ length: count }, () => Math.floor(random() * radix).toString(radix)).join('')
}

function pick<Value>(values: readonly Value[], random: Random): Value | undefined {
  return values[Math.floor(random() * values.length)]
}
