import { extensionSchema, isCryptoFunction } from './extensions.ts'
import { listOf, nodeOf } from './statement-rules.ts'
import { tokensIfAny } from './sql-text.ts'
import type { Syntax, SyntaxNode } from './sql-text.ts'

/** The schema that an ordinary project writes, or leaves out. */
export const projectSchema = 'public'

/** Fields that hold a qualified name as a list, and from how many parts on the first one is a schema. */
const nameFields: Readonly<Record<string, number>> = {
  collname: 2, defnames: 2, domainname: 2, fields: 3, funcname: 2, name: 2, names: 2, objname: 2, opclass: 2, opclassname: 2, operName: 2, opfamilyname: 2, typeName: 2, useOp: 2,
}

/** Objects that are named by their table and themselves. */
const named = /_(COLUMN|DEFAULT|POLICY|RULE|TABCONSTRAINT|TRIGGER)$/

/** Where in a tree the walk is. */
interface Place {
  /** From how many parts on a `List` of strings begins with a schema; 0 when such lists are no names here. */
  readonly listParts: number
}

const nowhere: Place = { listParts: 0 }

/** Every qualified name of a tree as its parts, the schema first; columns are not among them, for their tables are. */
export function qualifiedNames(node: Syntax): readonly (readonly string[])[] {
  const names: (readonly string[])[] = []
  visitNames(node, nowhere, (parts) => names.push(parts))
  return names
}

function visitNames(value: Syntax, place: Place, found: (parts: readonly string[]) => void): void {
  for (const item of listOf(value)) visitNames(item, place, found)
  const fields = nodeOf(value)
  const inside = placeIn(fields, place)
  if (typeof fields['relname'] === 'string' && typeof fields['schemaname'] === 'string') found([...(typeof fields['catalogname'] === 'string' ? [fields['catalogname']] : []), fields['schemaname'], fields['relname']])
  for (const [field, inner] of Object.entries(fields)) {
    if (field !== 'fields' && startsWithSchema(field, inner, inside)) found(stringsOf(inner))
    visitNames(inner, inside, found)
  }
}

/** How a tree is told apart from another. */
export interface TreeShape {
  /** `project`: what the author wrote, with the project's schema taken off. `local`: what is written now, as it is. */
  readonly of: 'project' | 'local'
  /** Strings that are names of objects. */
  readonly nameStrings: ReadonlySet<string>
  readonly crypto: boolean
}

/**
 * A tree without positions, to be compared: the tree of a rewritten text (`local`) must equal that of the
 * original with only the schema names taken off (`project`). Bodies of functions are left out; they are compared by themselves.
 */
export function treeShape(value: Syntax, shape: TreeShape): Syntax {
  return shapeOf(value, nowhere, shape)
}

function shapeOf(value: Syntax, place: Place, shape: TreeShape): Syntax {
  if (Array.isArray(value)) return listOf(value).map((item) => shapeOf(item, place, shape))
  if (typeof value !== 'object' || value === null) return value
  const fields = nodeOf(value)
  const inside = placeIn(fields, place)
  const kept = Object.entries(fields).filter(([field, inner]) => !isPosition(field) && !(shape.of === 'project' && isProjectRelation(field, inner, fields)))
  return Object.fromEntries(kept.map(([field, inner]) => [field, fieldShape(field, inner, { fields, inside, shape })]))
}

interface FieldContext {
  readonly fields: SyntaxNode
  readonly inside: Place
  readonly shape: TreeShape
}

function fieldShape(field: string, inner: Syntax, { fields, inside, shape }: FieldContext): Syntax {
  if (field === 'arg' && fields['defname'] === 'as') return null
  if (shape.of === 'local') return shapeOf(inner, inside, shape)
  if (field === 'A_Const') return shapeOf(constantShape(nodeOf(inner), shape), inside, shape)
  if (shape.crypto && field === 'funcname' && fields['funcformat'] !== undefined && isCryptoCall(inner)) return shapeOf([{ String: { sval: extensionSchema } }, ...listOf(inner)], inside, shape)
  const local = startsWithSchema(field, inner, inside) && stringsOf(inner)[0] === projectSchema ? listOf(inner).slice(1) : inner
  return shapeOf(local, inside, shape)
}

function constantShape(constant: SyntaxNode, { nameStrings }: TreeShape): SyntaxNode {
  const text = nodeOf(constant['sval'])['sval']
  return typeof text === 'string' && nameStrings.has(text) ? { ...constant, sval: { sval: withoutProjectSchema(text) ?? text } } : constant
}

/** True for a call that only pgcrypto can answer. */
export function isCryptoCall(names: Syntax): boolean {
  const parts = stringsOf(names)
  return parts.length === 1 && isCryptoFunction(parts[0] ?? '')
}

/** A name in a string without the project's schema; null when it does not begin with it. */
export function withoutProjectSchema(name: string): string | null {
  const [schema, dot] = tokensIfAny(name) ?? []
  if (schema?.name !== projectSchema || dot?.text !== '.') return null
  const bytes = Buffer.from(name)
  return bytes.toString('utf8', 0, schema.start) + bytes.toString('utf8', dot.end)
}

function placeIn(fields: SyntaxNode, place: Place): Place {
  const kind = fields['removeType'] ?? fields['objtype'] ?? fields['renameType']
  if (typeof kind === 'string') return { listParts: named.test(kind) ? 3 : 2 }
  if (fields['defname'] === 'owned_by') return { listParts: 3 }
  return fields['relname'] === undefined ? place : nowhere
}

function startsWithSchema(field: string, value: Syntax, { listParts }: Place): boolean {
  const parts = stringsOf(value)
  const least = field === 'items' ? listParts : nameFields[field] ?? 0
  return least > 0 && parts.length >= least
}

/** The strings of a list of names, a star at its end left out but counted; empty when it is no such list. */
function stringsOf(value: Syntax): readonly string[] {
  const items = listOf(value).map((item) => ('A_Star' in nodeOf(item) ? '*' : nodeOf(nodeOf(item)['String'])['sval']))
  return items.every((item) => typeof item === 'string') ? (items as readonly string[]) : []
}

function isPosition(field: string): boolean {
  return field === 'location' || field === 'stmt_len' || field.endsWith('_location') || field.endsWith('list_start') || field.endsWith('list_end')
}

function isProjectRelation(field: string, value: Syntax, fields: SyntaxNode): boolean {
  return field === 'schemaname' && value === projectSchema && typeof fields['relname'] === 'string'
}
