import { loadModule, parseSync } from 'libpg-query'

/** A table that a statement keeps others away from. */
export interface StatementLock {
  readonly table: string
  /** PostgreSQL's name for the lock's class. */
  readonly mode: LockMode
}

/** Lock classes that keep somebody away: writers, or readers too. Weaker ones are not listed. */
export type LockMode = 'access exclusive' | 'exclusive' | 'share row exclusive' | 'share'

type Node = Readonly<Record<string, unknown>>

/** Alterations that let others read and write on (PostgreSQL's manual, ALTER TABLE). */
const gentle = ['AT_ValidateConstraint', 'AT_SetStatistics', 'AT_SetOptions', 'AT_ResetOptions', 'AT_ClusterOn', 'AT_DropCluster', 'AT_SetRelOptions', 'AT_ResetRelOptions', 'AT_AttachPartition']
const triggerChanges = ['AT_EnableTrig', 'AT_DisableTrig', 'AT_EnableTrigAll', 'AT_DisableTrigAll', 'AT_EnableTrigUser', 'AT_DisableTrigUser', 'AT_EnableAlwaysTrig', 'AT_EnableReplicaTrig']
/** Kinds of objects whose removal or change locks the table that is named beside them. */
const onTables = ['OBJECT_TABLE', 'OBJECT_VIEW', 'OBJECT_MATVIEW']

/**
 * The tables on which a statement takes a lock that keeps others from reading or writing, by the rules of
 * PostgreSQL's manual. Read from the syntax, since a clone cannot tell: whoever creates a table holds the
 * strongest lock on it until the end of the transaction.
 */
export async function locksOf(statement: string): Promise<readonly StatementLock[]> {
  await loadModule()
  const [first] = parseSync(statement).stmts ?? []
  const [kind, node] = Object.entries((first?.stmt ?? {}) as Node)[0] ?? ['', {}]
  return locksOfNode(kind, node as Node)
}

/** The same of a statement that is parsed already: PostgreSQL's name of its node, and the node's fields. */
export function locksOfNode(kind: string, node: Node): readonly StatementLock[] {
  switch (kind) {
    case 'AlterTableStmt':
      return (node['cmds'] as readonly Node[]).flatMap((command) => alterationLocks(named(node['relation']), command['AlterTableCmd'] as Node))
    case 'IndexStmt':
      return node['concurrent'] === true ? [] : [{ table: named(node['relation']), mode: 'share' }]
    case 'CreateTrigStmt':
      return [{ table: named(node['relation']), mode: 'share row exclusive' }]
    case 'RenameStmt':
    case 'RuleStmt':
      return node['relation'] === undefined ? [] : [{ table: named(node['relation']), mode: 'access exclusive' }]
    case 'CreatePolicyStmt':
    case 'AlterPolicyStmt':
      return [{ table: named(node['table']), mode: 'access exclusive' }]
    case 'RefreshMatViewStmt':
      return [{ table: named(node['relation']), mode: node['concurrent'] === true ? 'exclusive' : 'access exclusive' }]
    case 'TruncateStmt':
      return (node['relations'] as readonly Node[]).map((relation) => ({ table: named(relation['RangeVar']), mode: 'access exclusive' }))
    case 'DropStmt':
      return dropLocks(node)
    case 'CreateStmt':
      return references((node['tableElts'] ?? []) as readonly Node[])
    case 'LockStmt':
      return lockStatement(node)
    default:
      return []
  }
}

function alterationLocks(table: string, command: Node): readonly StatementLock[] {
  const subtype = command['subtype'] as string
  const definition = command['def'] as Node | undefined
  const parents = references(definition === undefined ? [] : [definition])
  if (subtype === 'AT_AddConstraint' && parents.length > 0) return [{ table, mode: 'share row exclusive' }, ...parents]
  if (triggerChanges.includes(subtype)) return [{ table, mode: 'share row exclusive' }]
  return gentle.includes(subtype) ? [] : [{ table, mode: 'access exclusive' }, ...parents]
}

/** Tables that a new foreign key points to: it puts a trigger on them. */
function references(elements: readonly Node[]): readonly StatementLock[] {
  return elements.flatMap((element): readonly StatementLock[] => {
    const constraint = element['Constraint'] as Node | undefined
    const column = element['ColumnDef'] as Node | undefined
    if (constraint?.['pktable'] !== undefined) return [{ table: named(constraint['pktable']), mode: 'share row exclusive' }]
    return column === undefined ? [] : references((column['constraints'] ?? []) as readonly Node[])
  })
}

/** A trigger, rule or policy is named after its table; an index alone says nothing of its table, which is locked all the same. */
function dropLocks(node: Node): readonly StatementLock[] {
  const kind = node['removeType'] as string
  const names = (node['objects'] as readonly Node[]).map((object) => ((object['List'] as Node | undefined)?.['items'] ?? []) as readonly Node[])
  const part = (items: readonly Node[], fromEnd: number) => ((items.at(-fromEnd)?.['String'] as Node | undefined)?.['sval'] ?? '') as string
  if (onTables.includes(kind)) return names.map((items) => ({ table: part(items, 1), mode: 'access exclusive' }))
  if (kind === 'OBJECT_INDEX' && node['concurrent'] !== true) return names.map((items) => ({ table: part(items, 1), mode: 'access exclusive' }))
  return ['OBJECT_TRIGGER', 'OBJECT_RULE', 'OBJECT_POLICY'].includes(kind) ? names.map((items) => ({ table: part(items, 2), mode: 'access exclusive' })) : []
}

/** Modes of `lock table` by the server's own numbers. */
function lockStatement(node: Node): readonly StatementLock[] {
  const mode = ({ 5: 'share', 6: 'share row exclusive', 7: 'exclusive', 8: 'access exclusive' } as const)[node['mode'] as 5 | 6 | 7 | 8]
  return mode === undefined ? [] : (node['relations'] as readonly Node[]).map((relation) => ({ table: named(relation['RangeVar']), mode }))
}

function named(relation: unknown): string {
  return ((relation as Node | undefined)?.['relname'] ?? '') as string
}
