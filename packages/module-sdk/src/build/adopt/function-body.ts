import { listOf, nodeOf } from './statement-rules.ts'
import { plainStringStart } from './sql-text.ts'
import type { ParsedStatement, SyntaxNode } from './sql-text.ts'

/** The code of a function, procedure or `do` block that stands in a string. */
export interface FunctionBody {
  readonly language: string
  readonly text: string
  /** Where it begins in the text that holds the statement, in bytes; null when the string holds escapes. */
  readonly start: number | null
}

/** Where the code of a `create function` or `do` stands; null when the statement has none in a string. */
export function functionBodyOf({ kind, fields, tokens }: ParsedStatement): FunctionBody | null {
  if (kind !== 'CreateFunctionStmt' && kind !== 'DoStmt') return null
  const options = listOf(fields['options'] ?? fields['args']).map((option) => nodeOf(nodeOf(option)['DefElem']))
  const code = options.find(({ defname }) => defname === 'as')
  if (code === undefined) return null
  const token = tokens.find(({ start, string }) => start >= Number(code['location'] ?? 0) && string !== null)
  const inner = token === undefined ? null : plainStringStart(token)
  const language = options.find(({ defname }) => defname === 'language')
  return {
    language: (language === undefined ? undefined : stringOf(language))?.toLowerCase() ?? (kind === 'DoStmt' ? 'plpgsql' : 'sql'),
    text: token?.string ?? '',
    start: token === undefined || inner === null || token.string !== codeOf(code) ? null : token.start + inner,
  }
}

/** `do` has the code itself, `create function` a list of one. */
function codeOf(option: SyntaxNode): string | undefined {
  const [first, ...more] = listOf(nodeOf(nodeOf(option['arg'])['List'])['items'])
  if (first === undefined) return stringOf(option)
  return more.length > 0 ? undefined : String(nodeOf(nodeOf(first)['String'])['sval'])
}

function stringOf({ arg }: SyntaxNode): string | undefined {
  const text = nodeOf(nodeOf(arg)['String'])['sval']
  return typeof text === 'string' ? text : undefined
}
