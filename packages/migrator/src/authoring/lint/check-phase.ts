import type { CheckStatement, Finding, StatementContext } from './finding.ts'
import { optionSet } from './lock-of.ts'
import { columnsIn } from './schema-model.ts'
import { fieldsOf, nameParts, nodesOf, textOf, walk } from './sql-node.ts'
import type { SqlFields, SqlNode } from './sql-node.ts'

/** What a migration's phase and way of running allow. For `migration.sql`. */
export const checkPhase: CheckStatement = (context) => {
  const keepsOld = context.phase === 'expand' || context.phase === 'backfill'
  const isBackfill = context.phase === 'backfill' || context.run === 'batches'
  return [
    ...(keepsOld ? [...removalFindings(context), ...renameFindings(context)] : []),
    ...(isBackfill ? repeatFindings(context.statement.node) : []),
    ...enumFindings(context),
    ...checkTransaction(context),
  ]
}

/** Statements that PostgreSQL refuses inside a transaction, where one is open. For both directions. */
export const checkTransaction: CheckStatement = ({ statement: { node }, run }) => {
  if (run === 'outside' || !refusesTransaction(node)) return []
  return [{ code: 'NEEDS_OUTSIDE', what: `PostgreSQL does not run this ${node.fields['concurrent'] === true ? 'concurrently' : 'statement'} inside a transaction.` }]
}

function refusesTransaction({ kind, fields }: SqlNode): boolean {
  switch (kind) {
    case 'IndexStmt': return fields['concurrent'] === true
    case 'DropStmt': return fields['concurrent'] === true
    case 'ReindexStmt': return optionSet(fields['params'], 'concurrently')
    case 'VacuumStmt': return fields['is_vacuumcmd'] === true
    case 'AlterTableStmt': return nodesOf(fields['cmds']).some(({ fields: command }) => fieldsOf(fieldsOf(command['def'])['PartitionCmd'])['concurrent'] === true)
    default: return false
  }
}

function removalFindings({ statement: { node: { kind, fields } }, base }: StatementContext): readonly Finding[] {
  const table = textOf(fieldsOf(fields['relation'])['relname'])
  const gone = (what: string): Finding => ({ code: 'CONTRACT_IN_EXPAND', what })
  switch (kind) {
    case 'DropStmt': return droppedNames(fields).filter((name) => base.tables.has(name) || ['type', 'view'].some((other) => base.others.has(`${other} ${name}`))).map((name) => gone(`${name} is dropped.`))
    case 'AlterTableStmt': return base.tables.has(table) ? nodesOf(fields['cmds']).filter(({ fields: command }) => command['subtype'] === 'AT_DropColumn' && base.tables.get(table)?.has(textOf(command['name']))).map(({ fields: command }) => gone(`Column ${table}.${textOf(command['name'])} is dropped.`)) : []
    case 'TruncateStmt': return nodesOf(fields['relations']).filter(({ fields: relation }) => base.tables.has(textOf(relation['relname']))).map(({ fields: relation }) => gone(`${textOf(relation['relname'])} is emptied.`))
    case 'DeleteStmt': return fields['whereClause'] === undefined && base.tables.has(table) ? [gone(`${table} is emptied.`)] : []
    default: return []
  }
}

function droppedNames(fields: SqlFields): readonly string[] {
  const readByOthers = ['OBJECT_TABLE', 'OBJECT_VIEW', 'OBJECT_MATVIEW', 'OBJECT_TYPE', 'OBJECT_DOMAIN'].includes(textOf(fields['removeType']))
  return readByOthers && Array.isArray(fields['objects']) ? fields['objects'].map((object) => nameParts(object).at(-1) ?? '') : []
}

function renameFindings({ statement: { node: { kind, fields } }, base }: StatementContext): readonly Finding[] {
  if (kind !== 'RenameStmt') return []
  const table = textOf(fieldsOf(fields['relation'])['relname'])
  const column = textOf(fields['subname'])
  switch (fields['renameType']) {
    case 'OBJECT_TABLE': case 'OBJECT_VIEW': return base.tables.has(table) || base.others.has(`view ${table}`) ? [{ code: 'RENAME_IN_EXPAND', what: `${table} is renamed.` }] : []
    case 'OBJECT_COLUMN': return base.tables.get(table)?.has(column) ? [{ code: 'RENAME_IN_EXPAND', what: `Column ${table}.${column} is renamed.` }] : []
    case 'OBJECT_TYPE': return base.others.has(`type ${nameParts(fields['object']).at(-1) ?? ''}`) ? [{ code: 'RENAME_IN_EXPAND', what: `Type ${nameParts(fields['object']).at(-1) ?? ''} is renamed.` }] : []
    default: return []
  }
}

function repeatFindings({ kind, fields }: SqlNode): readonly Finding[] {
  if (kind === 'UpdateStmt') return fillsOnly(fields) ? [] : [{ code: 'BACKFILL_NOT_REPEATABLE', what: `The update of ${textOf(fieldsOf(fields['relation'])['relname'])} does not ask which rows still need it.` }]
  if (kind !== 'InsertStmt' || fields['onConflictClause'] !== undefined || asksFirst(fields['selectStmt'])) return []
  return [{ code: 'BACKFILL_NOT_REPEATABLE', what: `The insert into ${textOf(fieldsOf(fields['relation'])['relname'])} fails or doubles rows when it meets them again.` }]
}

/** True when the condition looks at a column that is set, or each value begins with the column's own. */
function fillsOnly(fields: SqlFields): boolean {
  const targets = nodesOf(fields['targetList']).map((target) => target.fields)
  const names = targets.map((target) => textOf(target['name']))
  const keepsOwn = targets.every((target) => firstOfCoalesce(target['val']) === target['name'])
  return keepsOwn || columnsIn(fields['whereClause']).some((column) => names.includes(column))
}

/** The column that a `coalesce` tries first; null for any other expression. */
function firstOfCoalesce(expression: unknown): string | null {
  const first = nodesOf(fieldsOf(fieldsOf(expression)['CoalesceExpr'])['args'])[0]
  return first?.kind === 'ColumnRef' ? (nameParts(first.fields['fields']).at(-1) ?? null) : null
}

/** True when a query leaves out what is there: `not exists`, `not in`, `except`, or an outer join whose other side is null. */
function asksFirst(query: unknown): boolean {
  let asks = false
  walk({ query }, ({ kind, fields }) => {
    if (kind === 'BoolExpr' && fields['boolop'] === 'NOT_EXPR' && JSON.stringify(fields['args']).includes('"SubLink"')) asks = true
    if (fields['op'] === 'SETOP_EXCEPT') asks = true
    if (kind === 'NullTest' && fields['nulltesttype'] === 'IS_NULL') asks = true
  })
  return asks
}

function enumFindings({ statement, earlier, run }: StatementContext): readonly Finding[] {
  const added = earlier.filter(({ node }) => node.kind === 'AlterEnumStmt').map(({ node }) => textOf(node.fields['newVal'])).filter((value) => value !== '')
  if (run === 'outside' || added.length === 0 || statement.node.kind === 'AlterEnumStmt') return []
  const findings: Finding[] = []
  walk({ node: statement.node.fields }, ({ kind, fields }) => {
    const value = textOf(fieldsOf(fields['sval'])['sval'])
    if (kind === 'A_Const' && added.includes(value)) findings.push({ code: 'ENUM_VALUE_USED', what: `The value '${value}' is used in the transaction that adds it.`, location: fields['location'] as number })
  })
  return findings.slice(0, 1)
}
