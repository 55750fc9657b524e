import { fieldsOf, nameParts, nodesOf, textOf, walk } from './sql-node.ts'
import type { SqlFields, SqlNode } from './sql-node.ts'

/** A column as far as statements tell. */
export interface ColumnModel {
  /** Type as written, canonical: `int4`, `varchar(20)`, `text[]`. */
  readonly type: string
  readonly notNull: boolean
}

/** Something that hangs on columns of a table and goes with them: an index, a named constraint, a trigger. */
export interface AttachedModel {
  readonly kind: 'index' | 'constraint' | 'trigger'
  readonly table: string
  readonly columns: readonly string[]
  /** The column that a validated check constraint proves to be set, else null. */
  readonly provesNotNull: string | null
}

/** What a module's schema holds after some statements. Never changed: each statement gives a new one. */
export interface SchemaModel {
  readonly tables: ReadonlyMap<string, ReadonlyMap<string, ColumnModel>>
  /** By name. */
  readonly attached: ReadonlyMap<string, AttachedModel>
  /** Types, functions, views and sequences, as `type mood`. */
  readonly others: ReadonlySet<string>
}

/** A schema before any migration. */
export const emptySchema: SchemaModel = { tables: new Map(), attached: new Map(), others: new Set() }

/** The schema after one statement more. What the statement does beyond tables and names is not modelled. */
export function afterStatement(schema: SchemaModel, node: SqlNode): SchemaModel {
  const draft = { tables: new Map([...schema.tables].map(([name, columns]) => [name, new Map(columns)])), attached: new Map(schema.attached), others: new Set(schema.others) }
  applyNode(draft, node)
  return draft
}

/** The type of a `TypeName`, canonical: without PostgreSQL's own schema, with its modifiers. */
export function typeOf(typeName: unknown): string {
  const fields = fieldsOf(typeName)
  const modifiers = nodesOf(fields['typmods']).map(({ fields: constant }) => String(fieldsOf(constant['ival'])['ival'] ?? 0))
  const brackets = nodesOf(fields['arrayBounds']).map(() => '[]').join('')
  return `${nameParts(fields['names']).filter((part) => part !== 'pg_catalog').join('.')}${modifiers.length > 0 ? `(${modifiers.join(',')})` : ''}${brackets}`
}

interface Draft {
  readonly tables: Map<string, Map<string, ColumnModel>>
  readonly attached: Map<string, AttachedModel>
  readonly others: Set<string>
}

function applyNode(draft: Draft, { kind, fields }: SqlNode): void {
  const table = textOf(fieldsOf(fields['relation'])['relname'])
  switch (kind) {
    case 'CreateStmt': return createTable(draft, fields)
    case 'CreateTableAsStmt': return createAs(draft, fields)
    case 'AlterTableStmt': return nodesOf(fields['cmds']).forEach(({ fields: command }) => alterTable(draft, table, command))
    case 'IndexStmt': return createIndex(draft, table, fields)
    case 'RenameStmt': return rename(draft, table, fields)
    case 'DropStmt': return drop(draft, fields)
    case 'CreateTrigStmt': return attach(draft, textOf(fields['trigname']), { kind: 'trigger', table, columns: [], provesNotNull: null })
    default: {
      const name = createdName(kind, fields)
      if (name !== null) draft.others.add(name)
    }
  }
}

function createdName(kind: string, fields: SqlFields): string | null {
  const nameOf = (field: string) => nameParts(fields[field]).at(-1) ?? ''
  switch (kind) {
    case 'CreateEnumStmt': case 'CreateRangeStmt': return `type ${nameOf('typeName')}`
    case 'CompositeTypeStmt': return `type ${textOf(fieldsOf(fields['typevar'])['relname'])}`
    case 'CreateDomainStmt': return `type ${nameOf('domainname')}`
    case 'CreateFunctionStmt': return `function ${nameOf('funcname')}`
    case 'CreateSeqStmt': return `sequence ${textOf(fieldsOf(fields['sequence'])['relname'])}`
    case 'ViewStmt': return `view ${textOf(fieldsOf(fields['view'])['relname'])}`
    default: return null
  }
}

function createTable(draft: Draft, fields: SqlFields): void {
  const table = textOf(fieldsOf(fields['relation'])['relname'])
  if (fieldsOf(fields['relation'])['relpersistence'] === 't') return
  const parents = nodesOf(fields['inhRelations']).map(({ fields: parent }) => textOf(parent['relname']))
  draft.tables.set(table, new Map(parents.flatMap((parent) => [...(draft.tables.get(parent) ?? [])])))
  for (const { kind, fields: element } of nodesOf(fields['tableElts'])) {
    if (kind === 'ColumnDef') addColumn(draft, table, element)
    if (kind === 'Constraint') addConstraint(draft, table, element)
    if (kind === 'TableLikeClause') copyColumns(draft, textOf(fieldsOf(element['relation'])['relname']), table)
  }
}

function copyColumns(draft: Draft, from: string, to: string): void {
  for (const [name, column] of draft.tables.get(from) ?? []) draft.tables.get(to)?.set(name, column)
}

function createAs(draft: Draft, fields: SqlFields): void {
  const target = fieldsOf(fieldsOf(fields['into'])['rel'])
  const name = textOf(target['relname'])
  if (target['relpersistence'] === 't') return
  if (fields['objtype'] === 'OBJECT_MATVIEW') return void draft.others.add(`view ${name}`)
  draft.tables.set(name, new Map(selectedNames(fields['query']).map((column) => [column, { type: '', notNull: false }])))
}

/** Names of the columns a query gives, as far as it names them. */
function selectedNames(query: unknown): readonly string[] {
  return nodesOf(fieldsOf(fieldsOf(query)['SelectStmt'])['targetList']).map(({ fields }) => textOf(fields['name']) || (nameParts(fieldsOf(fieldsOf(fields['val'])['ColumnRef'])['fields']).at(-1) ?? ''))
}

function addColumn(draft: Draft, table: string, definition: SqlFields): void {
  const name = textOf(definition['colname'])
  const constraints = nodesOf(definition['constraints'])
  const notNull = constraints.some(({ fields }) => ['CONSTR_NOTNULL', 'CONSTR_PRIMARY', 'CONSTR_IDENTITY'].includes(textOf(fields['contype'])))
  draft.tables.get(table)?.set(name, { type: typeOf(definition['typeName']), notNull })
  for (const { fields } of constraints) if (textOf(fields['conname']) !== '') attach(draft, textOf(fields['conname']), constraintOf(table, fields, [name]))
}

function addConstraint(draft: Draft, table: string, constraint: SqlFields): void {
  const name = textOf(constraint['conname'])
  const index = draft.attached.get(textOf(constraint['indexname']))
  if (index) draft.attached.delete(textOf(constraint['indexname']))
  if (name !== '') attach(draft, name, constraintOf(table, constraint, index?.columns ?? []))
}

function constraintOf(table: string, constraint: SqlFields, own: readonly string[]): AttachedModel {
  const named = [...nameParts(constraint['keys']), ...nameParts(constraint['fk_attrs']), ...columnsIn(constraint['raw_expr'])]
  const validated = constraint['initially_valid'] === true
  return { kind: 'constraint', table, columns: [...own, ...named], provesNotNull: validated ? notNullTest(constraint['raw_expr']) : null }
}

/** The column of a plain `column is not null`. */
function notNullTest(expression: unknown): string | null {
  const test = fieldsOf(fieldsOf(expression)['NullTest'])
  return test['nulltesttype'] === 'IS_NOT_NULL' ? (columnsIn(test['arg'])[0] ?? null) : null
}

/** Names of the columns an expression reads. */
export function columnsIn(expression: unknown): readonly string[] {
  const names: string[] = []
  walk({ expression }, ({ kind, fields }) => { if (kind === 'ColumnRef') names.push(nameParts(fields['fields']).at(-1) ?? '') })
  return names
}

function createIndex(draft: Draft, table: string, fields: SqlFields): void {
  const columns = [...nodesOf(fields['indexParams']).map(({ fields: element }) => textOf(element['name'])), ...columnsIn([fields['indexParams'], fields['whereClause']])]
  const name = textOf(fields['idxname']) || `${table}_${columns.join('_')}_idx`
  attach(draft, name, { kind: 'index', table, columns, provesNotNull: null })
}

function attach(draft: Draft, name: string, attached: AttachedModel): void {
  draft.attached.set(name, attached)
}

function alterTable(draft: Draft, table: string, command: SqlFields): void {
  const columns = draft.tables.get(table)
  const name = textOf(command['name'])
  const definition = fieldsOf(fieldsOf(command['def'])['ColumnDef'])
  const column = columns?.get(name)
  switch (command['subtype']) {
    case 'AT_AddColumn': return addColumn(draft, table, definition)
    case 'AT_DropColumn': return dropColumn(draft, table, name)
    case 'AT_AddConstraint': return addConstraint(draft, table, fieldsOf(fieldsOf(command['def'])['Constraint']))
    case 'AT_DropConstraint': return void draft.attached.delete(name)
    case 'AT_ValidateConstraint': return validate(draft, name)
    case 'AT_AlterColumnType': return void (column && columns?.set(name, { ...column, type: typeOf(definition['typeName']) }))
    case 'AT_SetNotNull': return void (column && columns?.set(name, { ...column, notNull: true }))
    case 'AT_DropNotNull': return void (column && columns?.set(name, { ...column, notNull: false }))
  }
}

/** A check that was added not valid proves nothing until now; its only column stands for what it proves. */
function validate(draft: Draft, name: string): void {
  const constraint = draft.attached.get(name)
  if (constraint?.columns.length === 1) draft.attached.set(name, { ...constraint, provesNotNull: constraint.columns[0] ?? null })
}

function dropColumn(draft: Draft, table: string, column: string): void {
  draft.tables.get(table)?.delete(column)
  for (const [name, attached] of draft.attached) if (attached.table === table && attached.columns.includes(column)) draft.attached.delete(name)
}

function dropTable(draft: Draft, table: string): void {
  draft.tables.delete(table)
  for (const [name, attached] of draft.attached) if (attached.table === table) draft.attached.delete(name)
}

const otherKinds: Readonly<Record<string, string>> = {
  OBJECT_TYPE: 'type', OBJECT_DOMAIN: 'type', OBJECT_FUNCTION: 'function', OBJECT_PROCEDURE: 'function', OBJECT_ROUTINE: 'function', OBJECT_VIEW: 'view', OBJECT_MATVIEW: 'view', OBJECT_SEQUENCE: 'sequence',
}

function drop(draft: Draft, fields: SqlFields): void {
  const objectType = textOf(fields['removeType'])
  for (const object of Array.isArray(fields['objects']) ? fields['objects'] : []) {
    const name = nameParts(object).at(-1) ?? ''
    if (objectType === 'OBJECT_TABLE') dropTable(draft, name)
    else if (objectType === 'OBJECT_INDEX' || objectType === 'OBJECT_TRIGGER') draft.attached.delete(name)
    else draft.others.delete(`${otherKinds[objectType] ?? ''} ${name}`)
  }
}

function rename(draft: Draft, table: string, fields: SqlFields): void {
  const [to, from] = [textOf(fields['newname']), textOf(fields['subname'])]
  const columns = draft.tables.get(table)
  switch (fields['renameType']) {
    case 'OBJECT_TABLE': return renameTable(draft, table, to)
    case 'OBJECT_COLUMN': {
      const column = columns?.get(from)
      columns?.delete(from)
      return void (column && columns?.set(to, column))
    }
    case 'OBJECT_INDEX': return renameKey(draft.attached, table, to)
    case 'OBJECT_TABCONSTRAINT': case 'OBJECT_TRIGGER': return renameKey(draft.attached, from, to)
    default: {
      const kind = otherKinds[textOf(fields['renameType'])] ?? ''
      const name = nameParts(fields['object']).at(-1) ?? table
      if (draft.others.delete(`${kind} ${name}`)) draft.others.add(`${kind} ${to}`)
    }
  }
}

function renameTable(draft: Draft, from: string, to: string): void {
  const columns = draft.tables.get(from)
  draft.tables.delete(from)
  if (columns) draft.tables.set(to, columns)
  for (const [name, attached] of draft.attached) if (attached.table === from) draft.attached.set(name, { ...attached, table: to })
}

function renameKey(map: Map<string, AttachedModel>, from: string, to: string): void {
  const value = map.get(from)
  map.delete(from)
  if (value) map.set(to, value)
}
