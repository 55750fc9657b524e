import { loadModule, parseSync } from 'libpg-query'

/**
 * What a statement of an `outside` migration does, as far as it decides how an interruption is survived.
 * `atomic`: it can run in a transaction, so it commits together with its journal row.
 * `repeatable`: it cannot, and running it again does no harm. The others cannot either, and the catalog
 * tells whether they took effect.
 */
export type Effect =
  | { readonly kind: 'atomic' }
  | { readonly kind: 'repeatable' }
  | { readonly kind: 'build-index'; readonly table: string; readonly index: string }
  | { readonly kind: 'drop-index'; readonly indexes: readonly string[] }
  | { readonly kind: 'add-enum-value'; readonly type: string; readonly value: string }
  | { readonly kind: 'refused'; readonly reason: string }

/** A node of PostgreSQL's syntax tree, as JSON. */
type Node = Readonly<Record<string, unknown>>

/** Reads one statement with PostgreSQL's own parser. The text has been parsed before: it is SQL. */
export async function effectOf(sql: string): Promise<Effect> {
  const statement = await syntaxOf(sql)
  const [kind = '', node] = Object.entries(statement)[0] ?? []
  const body = (node ?? {}) as Node
  switch (kind) {
    case 'IndexStmt':
      return body['concurrent'] === true ? indexEffect(body) : { kind: 'atomic' }
    case 'DropStmt':
      return body['concurrent'] === true ? { kind: 'drop-index', indexes: droppedNames(body) } : { kind: 'atomic' }
    case 'AlterEnumStmt':
      return body['oldVal'] === undefined ? { kind: 'add-enum-value', type: lastName(body['typeName']), value: String(body['newVal']) } : { kind: 'atomic' }
    case 'VacuumStmt':
      return { kind: 'repeatable' }
    case 'ReindexStmt':
      return { kind: 'refused', reason: 'reindex is maintenance, not a change of shape' }
    case 'AlterTableStmt':
      return detachesConcurrently(body) ? { kind: 'refused', reason: 'detach concurrently cannot be told apart from one that was interrupted; detach in the move instead' } : { kind: 'atomic' }
    default:
      return { kind: 'atomic' }
  }
}

/** Every table that an SQL text reads or writes, by its name as written, without repetition. */
export async function tablesOf(sql: string): Promise<readonly string[]> {
  const named = new Set<string>()
  const local = new Set<string>()
  await loadModule()
  walk(parseSync(sql).stmts, (key, node) => {
    if ((key === 'RangeVar' || key === 'relation') && typeof node['relname'] === 'string') named.add(node['relname'])
    if (key === 'CommonTableExpr' && typeof node['ctename'] === 'string') local.add(node['ctename'])
  })
  return [...named].filter((name) => !local.has(name))
}

/** Whether a statement is limited by `current_setting('tenon.batch_rows')`. */
export async function isLimitedByBatch(sql: string): Promise<boolean> {
  let found = false
  walk(await syntaxOf(sql), (key, node) => {
    if (key === 'FuncCall' && JSON.stringify(node['funcname']).includes('"current_setting"') && JSON.stringify(node['args']).includes('"tenon.batch_rows"')) found = true
  })
  return found
}

async function syntaxOf(sql: string): Promise<Node> {
  await loadModule()
  return (parseSync(sql).stmts?.[0]?.stmt ?? {}) as Node
}

function indexEffect(body: Node): Effect {
  const index = body['idxname']
  if (typeof index !== 'string') return { kind: 'refused', reason: 'an index built concurrently needs a name, so that one left unfinished can be found again' }
  return { kind: 'build-index', index, table: String((body['relation'] as Node | undefined)?.['relname']) }
}

function droppedNames(body: Node): readonly string[] {
  return (body['objects'] as readonly { readonly List: { readonly items: unknown } }[]).map(({ List }) => lastName(List.items))
}

function detachesConcurrently(body: Node): boolean {
  return JSON.stringify(body['cmds']).includes('"AT_DetachPartition"') && JSON.stringify(body['cmds']).includes('"concurrent":true')
}

function lastName(names: unknown): string {
  return (names as readonly { readonly String: { readonly sval: string } }[]).at(-1)?.String.sval ?? ''
}

function walk(value: unknown, visit: (key: string, node: Node) => void): void {
  if (Array.isArray(value)) return value.forEach((each) => { walk(each, visit) })
  if (typeof value !== 'object' || value === null) return
  for (const [key, child] of Object.entries(value)) {
    if (typeof child === 'object' && child !== null && !Array.isArray(child)) visit(key, child as Node)
    walk(child, visit)
  }
}
