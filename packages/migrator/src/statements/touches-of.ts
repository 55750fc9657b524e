import type { Statement } from '../authoring/lint/parse-script.ts'
import { bodyOf } from '../authoring/lint/parse-script.ts'
import { fieldsOf, nameParts, nodesOf, textOf } from '../authoring/lint/sql-node.ts'
import type { SqlNode } from '../authoring/lint/sql-node.ts'

/** Tables and columns that a statement names as what it is about, in its order, each once. */
export function touchesOf(statement: Statement): readonly string[] {
  const nodes = statement.node.kind === 'DoStmt' ? bodyOf(statement) : [statement.node]
  return [...new Set(nodes.flatMap(objectsOf))].filter((name) => name !== '')
}

function objectsOf({ kind, fields }: SqlNode): readonly string[] {
  const table = textOf(fieldsOf(fields['relation'])['relname'])
  switch (kind) {
    case 'AlterTableStmt': return alteredObjects(table, nodesOf(fields['cmds']))
    case 'RenameStmt': return [fields['renameType'] === 'OBJECT_COLUMN' ? `${table}.${textOf(fields['subname'])}` : table]
    case 'DropStmt': return (Array.isArray(fields['objects']) ? fields['objects'] : []).map((object) => nameParts(object).at(-1) ?? '')
    case 'TruncateStmt': case 'LockStmt': return nodesOf(fields['relations']).map(({ fields: relation }) => textOf(relation['relname']))
    case 'CreateTableAsStmt': return [textOf(fieldsOf(fieldsOf(fields['into'])['rel'])['relname'])]
    case 'ViewStmt': return [textOf(fieldsOf(fields['view'])['relname'])]
    default: return [table]
  }
}

const ofColumns = ['AT_AddColumn', 'AT_DropColumn', 'AT_AlterColumnType', 'AT_SetNotNull', 'AT_DropNotNull', 'AT_ColumnDefault']

function alteredObjects(table: string, commands: readonly SqlNode[]): readonly string[] {
  return commands.map(({ fields }) => {
    const column = textOf(fields['name']) || textOf(fieldsOf(fieldsOf(fields['def'])['ColumnDef'])['colname'])
    return ofColumns.includes(textOf(fields['subtype'])) && column !== '' ? `${table}.${column}` : table
  })
}
