import type { SchemaDifference } from '@tenon/model'
import type { SchemaObject } from '../shape/read-shapes.ts'

/**
 * What distinguishes a schema from the expected one, by object. What goes with a table that is missing
 * or extra as a whole (its columns, its indexes, ...) is not said again. Pure.
 */
export function compareShapes(expected: readonly SchemaObject[], actual: readonly SchemaObject[]): readonly SchemaDifference[] {
  const [expectedByKey, actualByKey] = [byKey(expected), byKey(actual)]
  const differences = [...new Set([...expectedByKey.keys(), ...actualByKey.keys()])].flatMap((key): readonly SchemaDifference[] => {
    const [before, after] = [expectedByKey.get(key), actualByKey.get(key)]
    if (before?.definition === after?.definition) return []
    const { kind: object, name } = (before ?? after) as SchemaObject
    return [{ kind: before === undefined ? 'extra' : after === undefined ? 'missing' : 'different', object, name, expected: before?.definition ?? null, actual: after?.definition ?? null }]
  })
  const whole = new Set(differences.filter(({ kind, object }) => kind !== 'different' && object === 'table').map(({ kind, name }) => `${kind} ${name}`))
  return differences.filter(({ kind, object, name, ...rest }) => object === 'table' || !whole.has(`${kind} ${ownerOf({ object, name, ...rest })}`))
}

function byKey(objects: readonly SchemaObject[]): ReadonlyMap<string, SchemaObject> {
  return new Map(objects.map((object) => [`${object.kind} ${object.name}`, object]))
}

/** The table an object hangs on: it stands before the dot, except for an index, which says it. */
function ownerOf({ object, name, expected, actual }: Omit<SchemaDifference, 'kind'>): string {
  if (object === 'index') return / on (.+?) \(/.exec(expected ?? actual ?? '')?.[1] ?? ''
  if (object === 'sequence') return /owned by (.+?)\./.exec(expected ?? actual ?? '')?.[1] ?? ''
  return name.split('.', 1)[0] ?? ''
}
