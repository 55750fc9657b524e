import { projectSchema } from './schema-names.ts'
import { listOf, nodeOf } from './statement-rules.ts'
import { parseStatements } from './sql-text.ts'
import type { ParsedStatement, Syntax } from './sql-text.ts'

/** Names of the tables and views that a text's statements speak of, new names included; none of a text that is no SQL, which is reported when it is adopted. */
export function tableNamesOf(text: string): readonly string[] {
  try {
    const names = new Set<string>()
    for (const { kind, fields } of parseStatements(text)) {
      collect(fields, names)
      if (kind === 'RenameStmt') names.add(String(fields['newname']))
    }
    return [...names]
  } catch {
    return []
  }
}

function collect(value: Syntax, names: Set<string>): void {
  for (const item of listOf(value)) collect(item, names)
  const node = nodeOf(value)
  if (typeof node['relname'] === 'string' && [undefined, projectSchema].includes(node['schemaname'] as string | undefined)) names.add(node['relname'])
  for (const inner of Object.values(node)) collect(inner, names)
}

/**
 * `referencing new table as item`: inside the trigger's function that name comes before the tables of the search
 * path, not before `public.item`. The function may stand in any file, so the name is refused wherever a table has it.
 */
export function hidesByTransition({ kind, fields }: ParsedStatement, tables: ReadonlySet<string>): boolean {
  return kind === 'CreateTrigStmt' && listOf(fields['transitionRels']).some((each) => tables.has(String(nodeOf(nodeOf(each)['TriggerTransition'])['name'])))
}
