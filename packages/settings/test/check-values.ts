import type { CheckValues, SettingsSchema, SettingsValues } from '@tenon/settings'
import { readSettingsSchema } from '@tenon/settings'

interface Property {
  readonly minimum?: number
  readonly maximum?: number
  readonly enum?: readonly unknown[]
}

/** Judges the few words of JSON Schema that these tests write, and one rule between two settings. */
export const checkValues: CheckValues = (schema, values) => {
  const properties = (schema['properties'] ?? {}) as Readonly<Record<string, Property>>
  const alone = Object.entries(values).flatMap(([key, value]) => {
    const property = properties[key]
    if (property === undefined) return schema['additionalProperties'] === false ? [`${key} is unknown`] : []
    return fits(property, value) ? [] : [`${key} does not fit`]
  })
  return [...alone, ...(schema['rule'] === 'many need x' && many(values) ? ['size above 5 needs color x'] : [])]
}

function fits({ minimum, maximum, enum: among }: Property, value: unknown): boolean {
  if (among !== undefined) return among.includes(value)
  return typeof value === 'number' && value >= (minimum ?? -Infinity) && value <= (maximum ?? Infinity)
}

function many({ size, color }: SettingsValues): boolean {
  return typeof size === 'number' && size > 5 && color !== 'x'
}

/** Three versions whose settings disagree: ranges move, a rule stands between two settings, a setting comes. */
export const schemas: Readonly<Record<string, SettingsSchema>> = {
  '1.0.0': readSettingsSchema({ type: 'object', additionalProperties: false, properties: { size: { minimum: 0, maximum: 9, default: 1 }, color: { enum: ['x', 'y'], default: 'x' } } }),
  '1.1.0': readSettingsSchema({ type: 'object', additionalProperties: false, rule: 'many need x', properties: { size: { minimum: 0, maximum: 9, default: 2 }, color: { enum: ['x', 'y', 'z'], default: 'y' } } }),
  '2.0.0': readSettingsSchema({ type: 'object', additionalProperties: false, properties: { size: { minimum: 3, maximum: 6, default: 4 }, color: { enum: ['x', 'z'], default: 'z' }, depth: { minimum: 0, maximum: 3, default: 0 } } }),
}
