import type { DesiredState } from '@tenon/model'
import { Document, isMap, isScalar, parseDocument } from 'yaml'
import type { YAMLMap } from 'yaml'

const heading = ' What should hold, reviewed like code. `tenon import` shows what it would change, `tenon import --apply` does it.\n What is left out is left alone; with --prune, pins, channels, settings and grants that are left out go.'

const form = { lineWidth: 160 } as const

/** Desired state as YAML, into the text that is there: comments, order and spelling stay where the value is the same. */
export function writeDesiredFile(state: DesiredState, before: string | null): string {
  const document = before === null || before.trim() === '' ? newDocument() : parseDocument(before)
  if (!isMap(document.contents)) document.contents = document.createNode({}) as unknown as typeof document.contents
  if (isMap(document.contents)) writeMap(document, document.contents as YAMLMap, JSON.parse(JSON.stringify(state)) as Members)
  const [after, same] = [document, before === null ? null : parseDocument(before)].map((it) => it?.toString(form) ?? null)
  // Text that says the same already keeps every space of its own.
  return before !== null && after === same ? before : (after ?? '')
}

type Members = Readonly<Record<string, unknown>>

function newDocument(): Document {
  const document = new Document({})
  document.commentBefore = heading
  return document
}

function writeMap(document: Document, map: YAMLMap, members: Members): void {
  const keys = map.items.map(({ key }) => (isScalar(key) ? String(key.value) : String(key)))
  for (const key of keys) if (!Object.hasOwn(members, key)) map.delete(key)
  for (const [key, value] of Object.entries(members)) {
    const node = map.get(key, true)
    if (isMembers(value) && isMap(node)) writeMap(document, node as YAMLMap, value)
    else if (!isSame(map.get(key), value)) writeValue(document, map, [key, value])
  }
}

/** A scalar keeps the comment beside it when its value changes. */
function writeValue(document: Document, map: YAMLMap, [key, value]: readonly [string, unknown]): void {
  const node = map.get(key, true)
  if (isScalar(node) && !isMembers(value) && !Array.isArray(value)) node.value = value
  else map.set(document.createNode(key), document.createNode(value))
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A day and its first moment are the same end of a pin. */
function isSame(node: unknown, value: unknown): boolean {
  const before: unknown = typeof node === 'object' && node !== null && 'toJSON' in node && typeof node.toJSON === 'function' ? node.toJSON() as unknown : node
  if (JSON.stringify(before) === JSON.stringify(value)) return true
  return typeof before === 'string' && typeof value === 'string' && /^\d{4}-\d\d-\d\d/.test(before) && /^\d{4}-\d\d-\d\d/.test(value) && Date.parse(before) === Date.parse(value)
}
