import { hasSqlDetails, loadModule, parseSync } from 'libpg-query'
import { templateSchema } from './render-statement.ts'

/** Statements that read or write rows, by PostgreSQL's names of their syntax nodes. */
const statementKinds = ['SelectStmt', 'InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt']

/** The one function that could change who a transaction acts as. */
const refusedFunction = 'set_config'

type Node = Readonly<Record<string, unknown>>

/** Loads the parser; `findRefusal` works after it. Idempotent. */
export const loadParser = loadModule

/**
 * Why a statement may not run for a tenant, or null. Parsed by PostgreSQL's own parser, so that strings,
 * comments and nesting never fool it. A guard against mistakes; against malice stand role and row level security.
 * @param template - with `templateSchema` in the place of the tenant's schema
 */
export function findRefusal(template: string): string | null {
  const statements = parse(template)
  if (typeof statements === 'string') return statements
  const [statement, ...more] = statements
  if (statement === undefined) return 'it is empty'
  if (more.length > 0) return 'it is more than one statement'
  const [kind = ''] = Object.keys(statement)
  if (!statementKinds.includes(kind)) return `it is a ${kind.replace('Stmt', '').toUpperCase()}, not a statement about rows`
  const nodes = [...nodesOf(statement)]
  const named = new Set(nodes.map((node) => node['ctename']))
  return first(nodes, (node) => tableRefusal(node, named) ?? otherRefusal(node))
}

function parse(template: string): readonly Node[] | string {
  try {
    return (parseSync(template).stmts ?? []).map(({ stmt }) => (stmt ?? {}) as Node)
  } catch (error) {
    if (!hasSqlDetails(error)) throw error
    return `it is no SQL: ${error.message}`
  }
}

/** A range variable is known by its persistence: no other node has one beside a name. */
function tableRefusal(node: Node, named: ReadonlySet<unknown>): string | null {
  const { relname, relpersistence, schemaname } = node
  if (typeof relname !== 'string' || relpersistence === undefined || schemaname === templateSchema) return null
  if (schemaname === undefined) return named.has(relname) ? null : `it names the table ${relname} without \${sql.table('${relname}')}`
  return `it reaches into the schema ${String(schemaname)}`
}

function otherRefusal(node: Node): string | null {
  if ('intoClause' in node) return 'it creates a table (select into)'
  const call = node['FuncCall'] as { readonly funcname?: readonly { readonly String?: { readonly sval?: string } }[] } | undefined
  return call?.funcname?.at(-1)?.String?.sval === refusedFunction ? 'it calls set_config, which could change the tenant' : null
}

function* nodesOf(value: unknown): Generator<Node> {
  if (Array.isArray(value)) for (const each of value) yield* nodesOf(each)
  else if (typeof value === 'object' && value !== null) {
    yield value as Node
    for (const each of Object.values(value)) yield* nodesOf(each)
  }
}

function first(nodes: readonly Node[], judge: (node: Node) => string | null): string | null {
  for (const node of nodes) {
    const refusal = judge(node)
    if (refusal !== null) return refusal
  }
  return null
}
