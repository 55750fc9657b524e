import { parseSync, hasSqlDetails, loadModule } from 'libpg-query'

/** One statement of an SQL file. */
export interface SqlStatement {
  readonly sql: string
  /** Where it begins in the file, in characters. */
  readonly offset: number
  /** PostgreSQL's name of the syntax node, such as `CreateStmt`. */
  readonly kind: string
}

/** Why a text is no SQL. */
export interface SqlSyntaxProblem {
  readonly message: string
  /** In characters from the start of the file. */
  readonly offset: number
}

/**
 * Cuts an SQL file into statements with PostgreSQL's own parser, so that dollar quotes, comments and
 * nested semicolons never fool it.
 * @returns the statements in order, or where the text stops being SQL
 */
export async function splitStatements(text: string): Promise<readonly SqlStatement[] | SqlSyntaxProblem> {
  // The parser takes an empty file for an error: a down that has nothing to undo is one.
  if (text.trim() === '') return []
  await loadModule()
  // The parser takes a comment for a text without statements, but nothing at all for a mistake.
  if (text.trim() === '') return []
  try {
    const bytes = Buffer.from(text)
    return (parseSync(text).stmts ?? []).map(({ stmt, stmt_location: start = 0, stmt_len: length }) => {
      const end = length ? start + length : bytes.length
      // The parser counts bytes.
      return { sql: bytes.toString('utf8', start, end), offset: bytes.toString('utf8', 0, start).length, kind: Object.keys(stmt ?? {})[0] ?? '' }
    })
  } catch (error) {
    if (!hasSqlDetails(error)) throw error
    return { message: error.sqlDetails?.message ?? error.message, offset: error.sqlDetails?.cursorPosition ?? 0 }
  }
}

/** The line, from 1, that holds a character of a text. */
export function lineAt(text: string, offset: number): number {
  return text.slice(0, Math.max(0, offset)).split('\n').length
}
