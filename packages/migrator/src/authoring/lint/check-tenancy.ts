import type { CheckStatement, Finding } from './finding.ts'
import { afterStatement } from './schema-model.ts'
import type { SchemaModel } from './schema-model.ts'
import { fieldsOf, nameParts, nodesOf, textOf } from './sql-node.ts'
import type { SqlFields } from './sql-node.ts'

/** Every table has `tenant_id`, and nothing else keeps rows; every key leads with it; every foreign key carries it and stays inside the module. */
export const checkTenancy: CheckStatement = ({ statement: { node }, schema }) => {
  const after = afterStatement(schema, node)
  switch (node.kind) {
    case 'CreateStmt': return [...tableFindings(node.fields, after), ...constraintsOf(node.fields).flatMap((each) => constraintFindings(each, after))]
    case 'CreateTableAsStmt': return createdFindings(node.fields, after)
    case 'AlterTableStmt': return nodesOf(node.fields['cmds']).flatMap((command) => [
      ...constraintsOf({ tableElts: [command.fields['def']] }).flatMap((each) => constraintFindings(each, schema)),
      ...(command.fields['subtype'] === 'AT_DropColumn' && command.fields['name'] === 'tenant_id' ? [{ code: 'TABLE_WITHOUT_TENANT', what: `${tableOf(node.fields)} loses tenant_id.` } as const] : []),
    ])
    case 'IndexStmt': return indexFindings(node.fields)
    default: return []
  }
}

/** A constraint with the column it stands at, when it stands at one. */
interface PlacedConstraint {
  readonly constraint: SqlFields
  readonly column: string | null
}

function createdFindings(fields: SqlFields, after: SchemaModel): readonly Finding[] {
  const relation = fieldsOf(fieldsOf(fields['into'])['rel'])
  if (fields['objtype'] !== 'OBJECT_MATVIEW') return tableFindings({ relation }, after)
  return [{ code: 'RELATION_UNGUARDABLE', what: `${textOf(relation['relname'])} is a materialized view.`, location: relation['location'] as number }]
}

function tableFindings(fields: SqlFields, after: SchemaModel): readonly Finding[] {
  const relation = fieldsOf(fields['relation'])
  const table = textOf(relation['relname'])
  if (relation['relpersistence'] === 't' || after.tables.get(table)?.has('tenant_id')) return []
  return [{ code: 'TABLE_WITHOUT_TENANT', what: `Table ${table} has no column tenant_id.`, location: relation['location'] as number }]
}

function constraintsOf(fields: SqlFields): readonly PlacedConstraint[] {
  return nodesOf(fields['tableElts']).flatMap(({ kind, fields: element }): readonly PlacedConstraint[] => {
    if (kind === 'Constraint') return [{ constraint: element, column: null }]
    if (kind !== 'ColumnDef') return []
    return nodesOf(element['constraints']).map((constraint) => ({ constraint: constraint.fields, column: textOf(element['colname']) }))
  })
}

function constraintFindings({ constraint, column }: PlacedConstraint, schema: SchemaModel): readonly Finding[] {
  const location = constraint['location'] as number
  switch (constraint['contype']) {
    case 'CONSTR_PRIMARY': case 'CONSTR_UNIQUE': {
      const index = schema.attached.get(textOf(constraint['indexname']))
      const columns = column === null ? (index?.columns ?? nameParts(constraint['keys'])) : [column]
      const kind = constraint['contype'] === 'CONSTR_PRIMARY' ? 'primary key' : 'unique key'
      return leads(columns) ? [] : [{ code: 'KEY_WITHOUT_TENANT', what: `The ${kind} (${columns.join(', ')}) does not lead with tenant_id.`, location }]
    }
    case 'CONSTR_EXCLUSION': return leads(nodesOf(constraint['exclusions']).map(({ fields }) => textOf(nodesOf(fields['items'])[0]?.fields['name']))) ? [] : [{ code: 'KEY_WITHOUT_TENANT', what: 'The exclusion constraint does not lead with tenant_id.', location }]
    case 'CONSTR_FOREIGN': return foreignKeyFindings(constraint, { schema, columns: column === null ? nameParts(constraint['fk_attrs']) : [column] })
    default: return []
  }
}

function foreignKeyFindings(constraint: SqlFields, { schema, columns }: { readonly schema: SchemaModel; readonly columns: readonly string[] }): readonly Finding[] {
  const location = constraint['location'] as number
  const target = fieldsOf(constraint['pktable'])
  const name = [textOf(target['schemaname']), textOf(target['relname'])].filter((part) => part !== '').join('.')
  if (target['schemaname'] !== undefined || !schema.tables.has(name)) return [{ code: 'FOREIGN_KEY_LEAVES_MODULE', what: `The foreign key points at ${name}, which is no table of this module.`, location }]
  const referenced = nameParts(constraint['pk_attrs'])
  const at = columns.indexOf('tenant_id')
  if (at === -1 || (referenced.length > 0 && referenced[at] !== 'tenant_id')) return [{ code: 'FOREIGN_KEY_WITHOUT_TENANT', what: `The foreign key (${columns.join(', ')}) to ${name} does not carry tenant_id.`, location }]
  const nulls = ['fk_del_action', 'fk_upd_action'].some((action) => ['n', 'd'].includes(textOf(constraint[action]))) && !writesOthersOnly(constraint)
  return nulls ? [{ code: 'FOREIGN_KEY_NULLS_TENANT', what: `The foreign key to ${name} would set tenant_id to null or its default.`, location }] : []
}

function writesOthersOnly(constraint: SqlFields): boolean {
  const columns = nameParts(constraint['fk_del_set_cols'])
  return columns.length > 0 && !columns.includes('tenant_id') && !['n', 'd'].includes(textOf(constraint['fk_upd_action']))
}

function indexFindings(fields: SqlFields): readonly Finding[] {
  const columns = nodesOf(fields['indexParams']).map(({ fields: element }) => textOf(element['name']) || '(expression)')
  if (fields['unique'] !== true || leads(columns)) return []
  return [{ code: 'KEY_WITHOUT_TENANT', what: `The unique index (${columns.join(', ')}) on ${tableOf(fields)} does not lead with tenant_id.` }]
}

function leads(columns: readonly string[]): boolean {
  return columns[0] === 'tenant_id'
}

function tableOf(fields: SqlFields): string {
  return textOf(fieldsOf(fields['relation'])['relname'])
}
