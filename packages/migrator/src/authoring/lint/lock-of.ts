import { fieldsOf, nodesOf, textOf } from './sql-node.ts'
import type { SqlFields, SqlNode } from './sql-node.ts'

/** PostgreSQL's table locks, weakest first. */
export const lockModes = [
  'AccessShare', 'RowShare', 'RowExclusive', 'ShareUpdateExclusive', 'Share', 'ShareRowExclusive', 'Exclusive', 'AccessExclusive',
] as const

/** One of PostgreSQL's table locks. */
export type LockMode = (typeof lockModes)[number]

/** The strongest lock a statement takes on a table that exists already. */
export interface StatementLock {
  readonly mode: LockMode
  /** What waits while it is held, in words. */
  readonly blocks: string
}

const blocked: Readonly<Record<LockMode, string>> = {
  AccessShare: 'nothing but a change of structure',
  RowShare: 'nothing but a change of structure',
  RowExclusive: 'index builds and changes of structure, no reads and no writes',
  ShareUpdateExclusive: 'other changes of structure and vacuum, no reads and no writes',
  Share: 'every write, no reads',
  ShareRowExclusive: 'every write, no reads',
  Exclusive: 'every write, and reads that lock rows',
  AccessExclusive: 'every read and every write',
}

/**
 * The lock of one statement by its syntax alone: the strongest it takes on any table that is already there.
 * @returns null when it locks no table (a new table, a function, a setting)
 * @see https://www.postgresql.org/docs/18/explicit-locking.html
 */
export function lockOf(statement: SqlNode): StatementLock | null {
  const mode = modeOf(statement)
  return mode === null ? null : { mode, blocks: blocked[mode] }
}

function modeOf({ kind, fields }: SqlNode): LockMode | null {
  switch (kind) {
    case 'AlterTableStmt': return strongest(nodesOf(fields['cmds']).map(({ fields: command }) => modeOfCommand(command)))
    case 'CreateStmt': return hasForeignKey(fields) ? 'ShareRowExclusive' : null
    case 'IndexStmt': return fields['concurrent'] === true ? 'ShareUpdateExclusive' : 'Share'
    case 'DropStmt': return modeOfDrop(fields)
    case 'RenameStmt': return modeOfRename(fields)
    case 'ReindexStmt': return optionSet(fields['params'], 'concurrently') ? 'ShareUpdateExclusive' : 'AccessExclusive'
    case 'VacuumStmt': return optionSet(fields['options'], 'full') ? 'AccessExclusive' : 'ShareUpdateExclusive'
    case 'RefreshMatViewStmt': return fields['concurrent'] === true ? 'Exclusive' : 'AccessExclusive'
    case 'LockStmt': return lockModes[Number(fields['mode']) - 1] ?? 'AccessExclusive'
    case 'CreateTrigStmt': return 'ShareRowExclusive'
    case 'TruncateStmt': case 'ClusterStmt': case 'RuleStmt': case 'CreatePolicyStmt': case 'AlterPolicyStmt': case 'AlterObjectSchemaStmt': return 'AccessExclusive'
    case 'InsertStmt': case 'UpdateStmt': case 'DeleteStmt': case 'MergeStmt': return 'RowExclusive'
    case 'CopyStmt': return fields['is_from'] === true ? 'RowExclusive' : 'AccessShare'
    case 'SelectStmt': return fields['lockingClause'] === undefined ? 'AccessShare' : 'RowShare'
    default: return null
  }
}

/** Subtypes of `alter table` that leave reads and writes alone. */
const gentle = ['AT_ValidateConstraint', 'AT_SetStatistics', 'AT_SetRelOptions', 'AT_ResetRelOptions', 'AT_AttachPartition', 'AT_ClusterOn', 'AT_DropCluster', 'AT_SetOptions', 'AT_ResetOptions']

function modeOfCommand(command: SqlFields): LockMode {
  const subtype = textOf(command['subtype'])
  if (gentle.includes(subtype)) return 'ShareUpdateExclusive'
  if (subtype === 'AT_DetachPartition') return fieldsOf(fieldsOf(command['def'])['PartitionCmd'])['concurrent'] === true ? 'ShareUpdateExclusive' : 'AccessExclusive'
  if (/^AT_(Enable|Disable)(Always|Replica)?Trig/.test(subtype)) return 'ShareRowExclusive'
  const constraint = fieldsOf(fieldsOf(command['def'])['Constraint'])
  return subtype === 'AT_AddConstraint' && constraint['contype'] === 'CONSTR_FOREIGN' ? 'ShareRowExclusive' : 'AccessExclusive'
}

function hasForeignKey(fields: SqlFields): boolean {
  return JSON.stringify(fields['tableElts'] ?? []).includes('"CONSTR_FOREIGN"')
}

function modeOfDrop(fields: SqlFields): LockMode | null {
  const type = textOf(fields['removeType'])
  if (type === 'OBJECT_INDEX') return fields['concurrent'] === true ? 'ShareUpdateExclusive' : 'AccessExclusive'
  return ['OBJECT_TABLE', 'OBJECT_VIEW', 'OBJECT_MATVIEW', 'OBJECT_TRIGGER', 'OBJECT_POLICY', 'OBJECT_RULE', 'OBJECT_FOREIGN_TABLE'].includes(type) ? 'AccessExclusive' : null
}

function modeOfRename(fields: SqlFields): LockMode | null {
  const type = textOf(fields['renameType'])
  if (type === 'OBJECT_INDEX') return 'ShareUpdateExclusive'
  return ['OBJECT_TABLE', 'OBJECT_COLUMN', 'OBJECT_TABCONSTRAINT', 'OBJECT_TRIGGER', 'OBJECT_POLICY', 'OBJECT_VIEW', 'OBJECT_MATVIEW', 'OBJECT_RULE'].includes(type) ? 'AccessExclusive' : null
}

/** True when a parenthesised or bare option is on. */
export function optionSet(options: unknown, name: string): boolean {
  return nodesOf(options).some(({ fields }) => fields['defname'] === name && !['false', 'off'].includes(textOf(fieldsOf(fieldsOf(fields['arg'])['String'])['sval'])))
}

function strongest(modes: readonly LockMode[]): LockMode | null {
  return modes.reduce<LockMode | null>((best, mode) => (best === null || lockModes.indexOf(mode) > lockModes.indexOf(best) ? mode : best), null)
}
