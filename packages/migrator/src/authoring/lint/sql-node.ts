/** A node of PostgreSQL's syntax tree, as the parser gives it: a kind and its fields. */
export interface SqlNode {
  /** PostgreSQL's name, such as `CreateStmt`. */
  readonly kind: string
  readonly fields: SqlFields
}

/** Fields of a node: plain values, nodes wrapped in their kind, and lists of those. */
export type SqlFields = Readonly<Record<string, unknown>>

/** The node that stands wrapped in its kind, `{ CreateStmt: { ... } }`; null for anything else. */
export function nodeOf(wrapped: unknown): SqlNode | null {
  if (!isFields(wrapped)) return null
  const entry = Object.entries(wrapped)[0]
  return entry && isFields(entry[1]) ? { kind: entry[0], fields: entry[1] } : null
}

/** The nodes of a field that holds a list; empty when it is missing. */
export function nodesOf(list: unknown): readonly SqlNode[] {
  return Array.isArray(list) ? list.map(nodeOf).filter((node) => node !== null) : []
}

/** The fields of a node that stands without its kind, as PostgreSQL writes those whose kind is certain. */
export function fieldsOf(value: unknown): SqlFields {
  return isFields(value) ? value : {}
}

/** The text of a field, empty when it is missing. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** The parts of a name that is a list of strings: `["public", "item"]`. Reads lists, and objects that hold one. */
export function nameParts(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.map((each) => textOf(fieldsOf(fieldsOf(each)['String'])['sval']))
  const node = nodeOf(value)
  if (node?.kind === 'String') return [textOf(node.fields['sval'])]
  if (node?.kind === 'List') return nameParts(node.fields['items'])
  if (node?.kind === 'TypeName') return nameParts(node.fields['names'])
  if (node?.kind === 'ObjectWithArgs') return nameParts(node.fields['objname'])
  return []
}

/** An object of the tree: under its kind when PostgreSQL wrote it, else under the name of the field it stands in. */
export type VisitNode = (node: SqlNode) => void

/** Calls `visit` for every object below a value, parents first, in the order of the tree. */
export function walk(value: unknown, visit: VisitNode): void {
  if (Array.isArray(value)) for (const each of value) walk(each, visit)
  if (!isFields(value)) return
  for (const [kind, child] of Object.entries(value)) {
    if (isFields(child)) visit({ kind, fields: child })
    walk(child, visit)
  }
}

/** The first location below a value, in bytes; null when nothing in it has one. */
export function locationOf(value: unknown): number | null {
  if (!isFields(value) && !Array.isArray(value)) return null
  const own = isFields(value) ? value['location'] : undefined
  if (typeof own === 'number' && own >= 0) return own
  for (const child of Object.values(value)) {
    const found = locationOf(child)
    if (found !== null) return found
  }
  return null
}

function isFields(value: unknown): value is SqlFields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
