import type { CheckStatement, Finding, StatementContext } from './finding.ts'
import { lockOf, optionSet } from './lock-of.ts'
import { afterStatement, columnsIn, typeOf } from './schema-model.ts'
import { fieldsOf, nameParts, nodesOf, textOf, walk } from './sql-node.ts'
import type { SqlFields } from './sql-node.ts'
import { volatileCallIn } from './volatile-calls.ts'

/** What holds a heavy lock, for as long as a table is read or rewritten, on a table that was there before this migration. */
export const checkLocks: CheckStatement = (context) => {
  const { node } = context.statement
  const { fields } = node
  switch (node.kind) {
    case 'IndexStmt': return indexFindings(context)
    case 'AlterTableStmt': return isOld(context, tableOf(fields)) ? nodesOf(fields['cmds']).flatMap((command) => commandFindings(context, command.fields)) : []
    case 'ReindexStmt': return optionSet(fields['params'], 'concurrently') ? [] : [locked('reindex', context)]
    case 'ClusterStmt': return [locked('cluster', context)]
    case 'VacuumStmt': return optionSet(fields['options'], 'full') ? [locked('vacuum full', context)] : []
    case 'LockStmt': return Number(fields['mode']) >= 5 ? [locked('lock table', context)] : []
    default: return []
  }
}

function locked(name: string, { statement }: StatementContext): Finding {
  const lock = lockOf(statement.node)
  return { code: 'TABLE_LOCKED', what: `The statement (${name}) takes ${lock?.mode ?? ''}, which blocks ${lock?.blocks ?? ''}.` }
}

function tableOf(fields: SqlFields): string {
  return textOf(fieldsOf(fields['relation'])['relname'])
}

/** True unless this migration made the table: then nobody else can see it yet. */
function isOld({ schema, base }: StatementContext, table: string): boolean {
  return base.tables.has(table) || !schema.tables.has(table)
}

/** True for a column that this migration added and nothing has filled: it is null in every row. */
function isNew({ statement, schema, base, earlier }: StatementContext, table: string, column: string): boolean {
  const added = afterStatement(schema, statement.node).tables.get(table)?.has(column) === true && base.tables.get(table)?.has(column) === false
  return added && ![...earlier, statement].some(({ node }) => writes(node, table, column) || addsFilled(node, table, column))
}

function writes(node: { readonly kind: string; readonly fields: SqlFields }, table: string, column: string): boolean {
  return node.kind === 'UpdateStmt' && tableOf(node.fields) === table && nodesOf(node.fields['targetList']).some(({ fields }) => fields['name'] === column)
}

function addsFilled(node: { readonly kind: string; readonly fields: SqlFields }, table: string, column: string): boolean {
  if (node.kind !== 'AlterTableStmt' || tableOf(node.fields) !== table) return false
  const added = nodesOf(node.fields['cmds']).map(({ fields }) => fieldsOf(fieldsOf(fields['def'])['ColumnDef'])).find((definition) => definition['colname'] === column)
  return added !== undefined && constraintsOf(added).some((constraint) => ['CONSTR_DEFAULT', 'CONSTR_GENERATED', 'CONSTR_IDENTITY'].includes(textOf(constraint['contype'])))
}

function indexFindings(context: StatementContext): readonly Finding[] {
  const { fields } = context.statement.node
  const table = tableOf(fields)
  if (fields['concurrent'] === true || !isOld(context, table)) return []
  const columns = nodesOf(fields['indexParams']).map(({ fields: element }) => textOf(element['name'])).filter((column) => column !== 'tenant_id')
  const isEmpty = requiredColumns(fields['whereClause']).some((column) => isNew(context, table, column)) || (columns.length > 0 && columns.every((column) => isNew(context, table, column)))
  return isEmpty ? [] : [{ code: 'INDEX_BLOCKS_WRITES', what: `The index is built on ${table} under a Share lock.` }]
}

/** Columns that a predicate wants to be set. */
function requiredColumns(predicate: unknown): readonly string[] {
  const columns: string[] = []
  walk({ predicate }, ({ kind, fields }) => { if (kind === 'NullTest' && fields['nulltesttype'] === 'IS_NOT_NULL') columns.push(...columnsIn(fields['arg'])) })
  return columns
}

function commandFindings(context: StatementContext, command: SqlFields): readonly Finding[] {
  const table = tableOf(context.statement.node.fields)
  const column = textOf(command['name'])
  switch (command['subtype']) {
    case 'AT_AddColumn': return addColumnFindings(table, fieldsOf(fieldsOf(command['def'])['ColumnDef']))
    case 'AT_AddConstraint': return constraintFindings(context, table, fieldsOf(fieldsOf(command['def'])['Constraint']))
    case 'AT_SetNotNull': return proven(context, table, column) ? [] : [{ code: 'NOT_NULL_SCANS_TABLE', what: `${table}.${column} is set not null with nothing to prove it.` }]
    case 'AT_AlterColumnType': return typeFindings(context, table, command)
    default: return []
  }
}

function addColumnFindings(table: string, definition: SqlFields): readonly Finding[] {
  const constraints = constraintsOf(definition)
  const location = definition['location'] as number
  const name = textOf(definition['colname'])
  const has = (kind: string) => constraints.find((constraint) => constraint['contype'] === kind)
  const value = has('CONSTR_DEFAULT')?.['raw_expr']
  const call = volatileCallIn(value)
  const reason = call === null ? (has('CONSTR_IDENTITY') && 'identity') || (isStored(has('CONSTR_GENERATED')) && 'generated and stored') || (isSerial(definition) && 'serial') : `default ${call}()`
  if (reason) return [{ code: 'COLUMN_REWRITES_TABLE', what: `Column ${table}.${name} is added with ${reason}.`, location }]
  if (has('CONSTR_NOTNULL') && value === undefined && !has('CONSTR_GENERATED')) return [{ code: 'COLUMN_NEEDS_DEFAULT', what: `Column ${table}.${name} is added not null and without a default.`, location }]
  return []
}

function isStored(generated: SqlFields | undefined): boolean {
  return generated !== undefined && generated['generated_kind'] !== 'v'
}

function isSerial(definition: SqlFields): boolean {
  return ['serial', 'bigserial', 'smallserial', 'serial4', 'serial8', 'serial2'].includes(nameParts(fieldsOf(definition['typeName'])['names']).at(-1) ?? '')
}

function constraintsOf(definition: SqlFields): readonly SqlFields[] {
  return nodesOf(definition['constraints']).map(({ fields }) => fields)
}

function constraintFindings(context: StatementContext, table: string, constraint: SqlFields): readonly Finding[] {
  const location = constraint['location'] as number
  const name = textOf(constraint['conname']) || 'a constraint'
  if (constraint['skip_validation'] === true || constraint['indexname'] !== undefined) return []
  if (constraint['contype'] === 'CONSTR_FOREIGN') {
    const passes = nameParts(constraint['fk_attrs']).some((column) => isNew(context, table, column))
    return passes ? [] : [{ code: 'FOREIGN_KEY_SCANS_TABLE', what: `Foreign key ${name} on ${table} is checked for every row at once.`, location }]
  }
  const columns = [...nameParts(constraint['keys']), ...columnsIn(constraint['raw_expr'])].filter((column) => column !== 'tenant_id')
  const passes = columns.length > 0 && columns.every((column) => isNew(context, table, column))
  return passes ? [] : [{ code: 'CONSTRAINT_SCANS_TABLE', what: `Constraint ${name} on ${table} is checked for every row at once.`, location }]
}

/** A validated check saves the scan; a table whose column this very migration wrote has just been read and rewritten. */
function proven({ schema, earlier }: StatementContext, table: string, column: string): boolean {
  const checked = [...schema.attached.values()].some((attached) => attached.table === table && attached.provesNotNull === column)
  return checked || earlier.some(({ node }) => writes(node, table, column))
}

function typeFindings({ schema }: StatementContext, table: string, command: SqlFields): readonly Finding[] {
  const column = textOf(command['name'])
  const definition = fieldsOf(fieldsOf(command['def'])['ColumnDef'])
  const [from, to] = [schema.tables.get(table)?.get(column)?.type ?? 'unknown', typeOf(definition['typeName'])]
  if (definition['raw_default'] === undefined && keepsBytes(from, to)) return []
  return [{ code: 'TYPE_REWRITES_TABLE', what: `${table}.${column} becomes ${to} (was ${from}).` }]
}

const modified = /^(\w+)(?:\((\d+)(?:,(\d+))?\))?$/

/** True for changes where PostgreSQL keeps every stored value: a longer or no limit, the same scale with more digits. */
function keepsBytes(from: string, to: string): boolean {
  const [, fromName = '', fromSize, fromScale = '0'] = modified.exec(from) ?? []
  const [, toName = '', toSize, toScale = '0'] = modified.exec(to) ?? []
  const grows = toSize === undefined || (fromSize !== undefined && Number(toSize) >= Number(fromSize))
  if (['text', 'varchar'].includes(fromName) && ['text', 'varchar'].includes(toName)) return grows
  if (fromName === toName && ['numeric', 'varbit', 'timestamptz', 'timestamp', 'time', 'timetz', 'interval'].includes(fromName)) return grows && (toSize === undefined || fromScale === toScale)
  return fromName !== '' && from === to
}
