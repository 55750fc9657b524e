import { nameParts, walk } from './sql-node.ts'

/** PostgreSQL's functions that give one value for a whole statement. Any other, and any of the author's own, may give one per row. */
const steadyNames = ['now', 'transaction_timestamp', 'statement_timestamp', 'current_setting', 'lower', 'upper', 'length', 'md5', 'abs', 'to_jsonb', 'jsonb_build_object', 'jsonb_build_array', 'make_interval', 'make_date', 'date_trunc', 'timezone', 'concat']

/** The first call in an expression whose value may differ from row to row; null when there is none. */
export function volatileCallIn(expression: unknown): string | null {
  let found: string | null = null
  walk({ expression }, ({ kind, fields }) => {
    const name = kind === 'FuncCall' ? (nameParts(fields['funcname']).at(-1) ?? '') : null
    if (name !== null && !steadyNames.includes(name)) found ??= name
  })
  return found
}
