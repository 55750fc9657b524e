import type { PlannedLock } from '@tenon/model'
import type { StatementContext } from '../authoring/lint/finding.ts'
import { lockModes, lockOf } from '../authoring/lint/lock-of.ts'
import type { LockMode } from '../authoring/lint/lock-of.ts'
import { bodyOf } from '../authoring/lint/parse-script.ts'
import { fieldsOf, nameParts, nodesOf, textOf, walk } from '../authoring/lint/sql-node.ts'
import type { SqlNode } from '../authoring/lint/sql-node.ts'
import { locksOfNode } from '../rehearsal/statement-locks.ts'

/** What a lock needs to know of the statement that takes it. */
type Meets = Pick<StatementContext, 'statement' | 'schema' | 'base'>

/** The strongest lock of a statement on each table that others may be using, strongest first, then by name. Locks of plain reads are not listed. */
export function relationLocks({ statement, schema, base }: Meets): readonly PlannedLock[] {
  const strongest = new Map<string, LockMode>()
  const nodes = statement.node.kind === 'DoStmt' ? bodyOf(statement) : [statement.node]
  for (const [name, mode] of nodes.flatMap(locksOn)) {
    const table = schema.attached.get(name)?.table ?? name
    const isOld = base.tables.has(table) || !schema.tables.has(table)
    if (isOld && rank(mode) > rank(strongest.get(table))) strongest.set(table, mode)
  }
  return [...strongest].toSorted(([a, aMode], [b, bMode]) => rank(bMode) - rank(aMode) || (a < b ? -1 : 1)).map(([table, mode]) => ({ table, mode: wordsOf(mode), blocks: blocks(mode) }))
}

function locksOn(node: SqlNode): readonly (readonly [string, LockMode])[] {
  const mode = lockOf(node)?.mode
  const own = mode === undefined || mode === 'AccessShare' ? [] : targetsOf(node).map((table) => [table, mode] as const)
  const others = locksOfNode(node.kind, node.fields).map(({ table, mode: words }) => [table, lockModes.find((each) => wordsOf(each) === words) ?? 'AccessExclusive'] as const)
  return [...own, ...others, ...writtenIn(node).map((table) => [table, 'RowExclusive'] as const)]
}

/** Tables that the statement is about. */
function targetsOf({ kind, fields }: SqlNode): readonly string[] {
  switch (kind) {
    case 'CreateStmt': return []
    case 'DropStmt': return []
    case 'SelectStmt': return nodesOf(fields['fromClause']).map(({ fields: from }) => textOf(from['relname'])).filter((name) => name !== '')
    case 'CreatePolicyStmt': case 'AlterPolicyStmt': return [textOf(fieldsOf(fields['table'])['relname'])]
    case 'VacuumStmt': return nodesOf(fields['rels']).map(({ fields: vacuum }) => textOf(fieldsOf(vacuum['relation'])['relname']))
    case 'TruncateStmt': case 'LockStmt': return nodesOf(fields['relations']).map(({ fields: relation }) => textOf(relation['relname']))
    default: {
      const name = textOf(fieldsOf(fields['relation'])['relname']) || (nameParts(fields['object']).at(-1) ?? '')
      return name === '' ? [] : [name]
    }
  }
}

/** Tables that a part of the statement writes to, as in `with moved as (delete from ...)`. */
function writtenIn(node: SqlNode): readonly string[] {
  const tables: string[] = []
  walk(node.fields, ({ kind, fields }) => {
    if (['InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt'].includes(kind)) tables.push(textOf(fieldsOf(fields['relation'])['relname']))
  })
  return node.kind.startsWith('Create') ? [] : tables
}

function rank(mode: LockMode | undefined): number {
  return mode === undefined ? -1 : lockModes.indexOf(mode)
}

/** `AccessExclusive` as PostgreSQL's manual writes it: `access exclusive`. */
function wordsOf(mode: LockMode): string {
  return mode.replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter}`).toLowerCase()
}

function blocks(mode: LockMode): PlannedLock['blocks'] {
  if (mode === 'AccessExclusive') return 'reads and writes'
  return ['Share', 'ShareRowExclusive', 'Exclusive'].includes(mode) ? 'writes' : 'nobody'
}
