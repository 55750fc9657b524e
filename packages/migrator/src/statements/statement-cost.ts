import type { StatementCost } from '@tenon/model'
import { checkLocks } from '../authoring/lint/check-locks.ts'
import type { StatementContext } from '../authoring/lint/finding.ts'
import { optionSet } from '../authoring/lint/lock-of.ts'
import { bodyOf } from '../authoring/lint/parse-script.ts'
import { fieldsOf, nodesOf, textOf } from '../authoring/lint/sql-node.ts'
import type { SqlFields, SqlNode } from '../authoring/lint/sql-node.ts'

const byWeight: readonly StatementCost[] = ['instant', 'reads-table', 'writes-rows', 'rewrites-table']

/** What the time of a statement grows with. A guess on the heavy side where the text does not say: PostgreSQL reads a table although the new column of a constraint is empty. */
export function costOf(context: StatementContext): StatementCost {
  const { statement } = context
  const nodes = statement.node.kind === 'DoStmt' ? bodyOf(statement) : [statement.node]
  const costs = nodes.map((node) => costOfNode(node, context))
  return heaviest(costs)
}

function costOfNode(node: SqlNode, context: StatementContext): StatementCost {
  const { kind, fields } = node
  switch (kind) {
    case 'InsertStmt': return isPlainValues(fields) ? 'instant' : 'writes-rows'
    case 'UpdateStmt': case 'DeleteStmt': case 'MergeStmt': return 'writes-rows'
    case 'CopyStmt': return fields['is_from'] === true ? 'writes-rows' : 'reads-table'
    case 'SelectStmt': return fields['fromClause'] === undefined ? 'instant' : 'reads-table'
    case 'CreateTableAsStmt': return 'writes-rows'
    case 'ClusterStmt': case 'ReindexStmt': case 'RefreshMatViewStmt': return 'rewrites-table'
    case 'VacuumStmt': return optionSet(fields['options'], 'full') ? 'rewrites-table' : 'reads-table'
    case 'IndexStmt': return isOld(context, fields) ? 'reads-table' : 'instant'
    case 'AlterTableStmt': return isOld(context, fields) ? costOfAlter(fields, context) : 'instant'
    default: return 'instant'
  }
}

function costOfAlter(fields: SqlFields, context: StatementContext): StatementCost {
  const codes = checkLocks(context).map(({ code }) => code)
  if (codes.includes('COLUMN_REWRITES_TABLE') || codes.includes('TYPE_REWRITES_TABLE')) return 'rewrites-table'
  if (codes.length > 0 && !codes.every((code) => code === 'COLUMN_NEEDS_DEFAULT')) return 'reads-table'
  return heaviest(nodesOf(fields['cmds']).map(({ fields: command }) => (readsTable(command) ? 'reads-table' : 'instant')))
}

/** What is checked for every row, whether or not a row can fail it. */
function readsTable(command: SqlFields): boolean {
  const definition = fieldsOf(command['def'])
  const constraint = fieldsOf(definition['Constraint'])
  switch (command['subtype']) {
    case 'AT_ValidateConstraint': return true
    case 'AT_AddConstraint': return constraint['skip_validation'] !== true && constraint['indexname'] === undefined
    case 'AT_AddColumn': return nodesOf(fieldsOf(definition['ColumnDef'])['constraints']).some(({ fields }) => ['CONSTR_CHECK', 'CONSTR_UNIQUE', 'CONSTR_PRIMARY'].includes(textOf(fields['contype'])))
    default: return false
  }
}

/** True unless the move itself made the table: then it holds what the move put there. */
function isOld({ schema, base }: StatementContext, fields: SqlFields): boolean {
  const table = textOf(fieldsOf(fields['relation'])['relname'])
  return base.tables.has(table) || !schema.tables.has(table)
}

function isPlainValues(fields: SqlFields): boolean {
  return fieldsOf(fieldsOf(fields['selectStmt'])['SelectStmt'])['valuesLists'] !== undefined
}

function heaviest(costs: readonly StatementCost[]): StatementCost {
  return costs.reduce((most, cost) => (byWeight.indexOf(cost) > byWeight.indexOf(most) ? cost : most), 'instant')
}
