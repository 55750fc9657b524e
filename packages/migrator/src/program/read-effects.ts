import { loadModule, parseSync } from 'libpg-query'

/** What one statement does to rows, as far as its syntax tells. */
export interface StatementEffects {
  /** PostgreSQL's name of the syntax node, such as `UpdateStmt`. */
  readonly kind: string
  /** Whether it surely leaves every value as it is in a table that it does not rewrite. */
  readonly plain: boolean
  /** Why syntax alone cannot tell what it does; null when it can. */
  readonly opaque: string | null
  /** Why no program may hold it, because the rest of the move would run otherwise; null when one may. */
  readonly intrusive: string | null
  /** Tables whose rows it may change or delete. */
  readonly changed: readonly string[]
  /** Tables it only adds rows to. */
  readonly filled: readonly string[]
  /** Functions it calls, without those named with their schema. */
  readonly called: readonly string[]
}

type Node = Readonly<Record<string, unknown>>

/** Statements that define things and touch no row but those the catalog can tell of; and those whose effects are read below. */
const foreseeable = new Set([
  'AlterDomainStmt', 'AlterEnumStmt', 'AlterFunctionStmt', 'AlterPolicyStmt', 'AlterSeqStmt', 'AlterTableStmt', 'AlterTypeStmt', 'ClusterStmt', 'CommentStmt', 'CompositeTypeStmt',
  'ConstraintsSetStmt', 'CreateDomainStmt', 'CreateEnumStmt', 'CreateFunctionStmt', 'CreatePolicyStmt', 'CreateRangeStmt', 'CreateSeqStmt', 'CreateStatsStmt', 'CreateStmt',
  'CreateTableAsStmt', 'CreateTrigStmt', 'DefineStmt', 'DeleteStmt', 'DropStmt', 'GrantStmt', 'IndexStmt', 'InsertStmt', 'LockStmt', 'MergeStmt', 'RefreshMatViewStmt', 'ReindexStmt',
  'RenameStmt', 'SelectStmt', 'TruncateStmt', 'UpdateStmt', 'ViewStmt',
])

/** Statements that reach beyond themselves: into the session, into the transaction, or onto the wire. */
const intruding = new Set(['CopyStmt', 'DeallocateStmt', 'DiscardStmt', 'ExecuteStmt', 'LoadStmt', 'PrepareStmt', 'TransactionStmt', 'VariableSetStmt'])

/** Statements that change what tables are made of and called, and no value in a column that stays. */
const shaping = new Set(['AlterTableStmt', 'CommentStmt', 'DropStmt', 'IndexStmt', 'RenameStmt'])

/** Bodies that a definition stores and does not run. */
const stored = new Set(['CreateFunctionStmt', 'CreateTrigStmt', 'ViewStmt'])

/**
 * Reads, with PostgreSQL's own parser, what one statement may do to rows. It errs on one side only: what it
 * does not know is opaque.
 */
export async function readEffects(sql: string): Promise<StatementEffects> {
  await loadModule()
  const statement = (parseSync(sql).stmts?.[0]?.stmt ?? {}) as Node
  const kind = Object.keys(statement)[0] ?? ''
  const found: Found = { changed: new Set(), filled: new Set(), called: new Set(), opaque: foreseeable.has(kind) ? null : `it has a ${kind}`, intrusive: intruding.has(kind) ? `it has a ${kind}` : null }
  if (!stored.has(kind)) visit(statement, found)
  const plain = shaping.has(kind) && (statement[kind] as Node)['objtype'] !== 'OBJECT_TYPE'
  return { ...found, kind, plain, changed: [...found.changed], filled: [...found.filled], called: [...found.called] }
}

interface Found {
  readonly changed: Set<string>
  readonly filled: Set<string>
  readonly called: Set<string>
  opaque: string | null
  intrusive: string | null
}

function visit(node: unknown, found: Found): void {
  if (Array.isArray(node)) for (const each of node) visit(each, found)
  if (node === null || typeof node !== 'object' || Array.isArray(node)) return
  for (const [name, value] of Object.entries(node)) {
    noteStatement(name, value as Node, found)
    visit(value, found)
  }
  noteRelation(node as Node, found)
  noteCall(node as Node, found)
}

function noteStatement(name: string, node: Node, found: Found): void {
  const target = relationOf(node)
  if (name === 'UpdateStmt' || name === 'DeleteStmt' || name === 'MergeStmt') found.changed.add(target)
  if (name === 'InsertStmt') (updatesOnConflict(node) ? found.changed : found.filled).add(target)
  if (name === 'TruncateStmt') {
    for (const relation of node['relations'] as readonly Node[]) found.changed.add(String((relation['RangeVar'] as Node)['relname']))
    if (node['behavior'] === 'DROP_CASCADE') found.opaque ??= 'it truncates whatever refers to a table'
  }
}

function relationOf(node: Node): string {
  return String((node['relation'] as Node | undefined)?.['relname'] ?? '')
}

function updatesOnConflict(node: Node): boolean {
  const clause = node['onConflictClause'] as Node | undefined
  return clause !== undefined && clause['action'] !== 'ONCONFLICT_NOTHING'
}

function noteRelation(node: Node, found: Found): void {
  if (typeof node['relname'] !== 'string') return
  const schema = node['schemaname']
  if (schema !== undefined && schema !== 'pg_catalog' && schema !== 'information_schema') found.opaque ??= `it names the schema ${String(schema)}`
  if (node['relpersistence'] === 't') found.intrusive ??= 'it makes a temporary table'
}

function noteCall(node: Node, found: Found): void {
  if (!Array.isArray(node['funcname'])) return
  const names = (node['funcname'] as readonly { readonly String?: { readonly sval?: string } }[]).map((part) => part.String?.sval ?? '')
  const name = names.at(-1) ?? ''
  if (name === 'set_config') found.intrusive ??= 'it calls set_config'
  if (names.length === 1) found.called.add(name)
  else if (names[0] !== 'pg_catalog') found.opaque ??= `it calls ${names.join('.')}`
}
