import { scanSync } from 'libpg-query'
import { parseScript } from '../lint/parse-script.ts'
import { fieldsOf, nameParts, nodesOf, textOf } from '../lint/sql-node.ts'
import type { SqlFields, SqlNode } from '../lint/sql-node.ts'

/** The smallest thing a script does: one statement, and of an `alter table` one action. */
export interface SchemaStep {
  readonly sql: string
  readonly node: SqlNode
  /** Of an `alter table`: the table and the action; else null and empty. */
  readonly table: string | null
  readonly action: SqlFields
}

/** A foreign key by what it says, whatever it is called: `movement (tenant_id, item_id) item`. */
export function foreignKeyOf(step: SchemaStep): string | null {
  const constraint = constraintOf(step)
  if (constraint['contype'] !== 'CONSTR_FOREIGN') return null
  return `${step.table ?? ''} (${nameParts(constraint['fk_attrs']).join(', ')}) ${textOf(fieldsOf(constraint['pktable'])['relname'])}`
}

/** The constraint that a step adds; empty when it adds none. */
export function constraintOf({ action }: SchemaStep): SqlFields {
  return action['subtype'] === 'AT_AddConstraint' ? fieldsOf(fieldsOf(action['def'])['Constraint']) : {}
}

/** The column that a step adds or drops. */
export function columnOf({ action }: SchemaStep): string {
  return textOf(action['name']) || textOf(fieldsOf(fieldsOf(action['def'])['ColumnDef'])['colname'])
}

/** Cuts a script of the schema engine into steps. Needs `loadParser`. */
export function stepsOf(script: string): readonly SchemaStep[] {
  // The engine pads this for its own columns.
  return parseScript(script.replaceAll('ADD COLUMN     ', 'ADD COLUMN ')).statements.flatMap(({ sql, node }): readonly SchemaStep[] => {
    const actions = node.kind === 'AlterTableStmt' ? nodesOf(node.fields['cmds']).map(({ fields }) => fields) : []
    const table = textOf(fieldsOf(node.fields['relation'])['relname'])
    if (actions.length === 0) return [{ sql, node, table: null, action: {} }]
    const texts = actions.length === 1 ? [sql] : actionTexts(sql)
    return actions.map((action, index) => ({ sql: texts[index] ?? sql, node, table, action }))
  })
}

/** `alter table t a, b` as `alter table t a` and `alter table t b`, cut at the commas that PostgreSQL's scanner sees outside parentheses. */
function actionTexts(sql: string): readonly string[] {
  const bytes = Buffer.from(sql)
  const { tokens } = scanSync(sql)
  const text = (from: number, to: number) => bytes.toString('utf8', from, to).trim()
  const firstAction = tokens[3]?.start ?? 0
  const cuts: number[] = []
  let depth = 0
  for (const token of tokens) {
    depth += token.text === '(' ? 1 : token.text === ')' ? -1 : 0
    if (token.text === ',' && depth === 0) cuts.push(token.start)
  }
  const starts = [firstAction, ...cuts.map((cut) => cut + 1)]
  return starts.map((start, index) => `${text(0, firstAction)} ${text(start, cuts[index] ?? bytes.length)}`)
}
