import { loadModule, parseSync } from 'libpg-query'

/** What the syntax of a migration says about the rows it adds. */
export interface AddedRows {
  /** Why it may add rows; null when it surely adds none. */
  readonly reason: string | null
  /** Tables that it names as those it adds rows to. */
  readonly tables: readonly string[]
}

type Node = Readonly<Record<string, unknown>>

/** Statements that may do anything, as far as syntax tells. */
const opaque = new Set(['DoStmt', 'CallStmt', 'ExecuteStmt'])

/** Bodies that a definition stores and does not run. */
const stored = new Set(['CreateFunctionStmt', 'CreateTrigStmt', 'ViewStmt', 'RuleStmt'])

/**
 * Whether a migration may add rows itself, read with PostgreSQL's own parser. Such rows are made of the old
 * version's data: what the stash keeps of them rests on what they were made of, which only the data tells. A
 * move of which this holds cannot be foreseen from SQL and shapes alone. Pure but for loading the parser.
 * A trigger that adds rows when others are updated is not seen.
 * @param sql - one file; text that is no SQL adds nothing
 */
export async function readAddedRows(sql: string): Promise<AddedRows> {
  await loadModule()
  const tables = new Set<string>()
  let reason: string | null = null
  for (const { stmt } of parsed(sql)) {
    const kind = Object.keys(stmt ?? {})[0] ?? ''
    const why = stored.has(kind) ? null : reasonOf(kind, stmt, tables)
    reason ??= why
  }
  return { reason, tables: [...tables] }
}

function parsed(sql: string): readonly { readonly stmt?: unknown }[] {
  try {
    return parseSync(sql).stmts ?? []
  } catch {
    // Running it fails, and says why.
    return []
  }
}

function reasonOf(kind: string, statement: unknown, tables: Set<string>): string | null {
  if (opaque.has(kind)) return `has a ${kind}`
  const before = tables.size
  const found = collect(statement, tables)
  if (tables.size > before) return `adds rows to ${[...tables].at(-1) ?? ''}`
  if (kind === 'SelectStmt' && found.calls) return 'calls a function'
  return found.adds ? 'adds rows' : null
}

/** Walks a syntax tree; adds the names of tables that rows are added to. */
function collect(node: unknown, tables: Set<string>): { adds: boolean; calls: boolean } {
  const found = { adds: false, calls: false }
  if (node === null || typeof node !== 'object') return found
  for (const [name, value] of Object.entries(node)) {
    const target = targetOf(name, value as Node)
    if (target !== null) tables.add(target)
    const inner = collect(value, tables)
    found.adds ||= target !== null || inner.adds
    found.calls ||= name === 'FuncCall' || inner.calls
  }
  return found
}

function targetOf(name: string, node: Node): string | null {
  if (name === 'CreateTableAsStmt' && node['objtype'] === 'OBJECT_TABLE') return String(((node['into'] as Node)['rel'] as Node)['relname'])
  if (name !== 'InsertStmt' && name !== 'MergeStmt' && name !== 'CopyStmt') return null
  return String((node['relation'] as Node | undefined)?.['relname'] ?? '')
}
