import type { AdoptionReason } from './adoption-issue.ts'
import { inspectTree } from './inspect-tree.ts'
import { listOf, nodeOf, reasonOfStatement } from './statement-rules.ts'
import type { ParsedStatement } from './sql-text.ts'

/** Why something is refused, and where it stands in its text, in bytes. */
export interface PlacedReason {
  readonly reason: AdoptionReason
  readonly at: number
}

/** What a look at one statement gave. */
export interface StatementInspection {
  readonly issues: readonly PlacedReason[]
  /** Strings in it that are names of objects. */
  readonly names: readonly string[]
}

/** Looks at one statement: its kind, its options, its names, calls and constants. The code in a function's string is not looked into. */
export function inspectStatement({ kind, fields, start, end }: ParsedStatement): StatementInspection {
  const reason = reasonOfStatement(kind, fields)
  // An index made concurrently is allowed in a migration that runs outside the move, and its names count all the same.
  if (reason !== null && reason !== 'concurrently') return { issues: [{ reason, at: start }], names: [] }
  const own = reason === null ? settingsOf({ kind, fields }) : [reason]
  const { findings, nameStrings } = inspectTree(fields)
  const issues = findings.map(({ reason: found, at }) => ({ reason: found, at: at !== null && at >= start && at < end ? at : start }))
  return { issues: [...own.map((each) => ({ reason: each, at: start })), ...issues], names: nameStrings }
}

/** `create function ... set name = value` and `alter function ... set`. */
function settingsOf({ kind, fields }: Pick<ParsedStatement, 'kind' | 'fields'>): readonly AdoptionReason[] {
  if (kind !== 'CreateFunctionStmt' && kind !== 'AlterFunctionStmt') return []
  const options = listOf(fields['options'] ?? fields['actions']).map((option) => nodeOf(nodeOf(option)['DefElem']))
  const settings = options.filter(({ defname }) => defname === 'set').map(({ arg }) => nodeOf(nodeOf(arg)['VariableSetStmt'])['name'])
  return settings.map((name) => (name === 'search_path' ? 'search-path' : 'function-option'))
}
