import { hasSqlDetails, loadModule, parsePlPgSQLSync, parseSync, scanSync } from 'libpg-query'
import { fieldsOf, nodeOf, textOf, walk } from './sql-node.ts'
import type { SqlNode } from './sql-node.ts'

/** One statement of a file. */
export interface Statement {
  readonly node: SqlNode
  /** Its text, without comments before it and without the semicolon. */
  readonly sql: string
  /** Lines of its first and last character, from 1. */
  readonly line: number
  readonly lastLine: number
}

/** A comment of a file. */
export interface Comment {
  readonly text: string
  readonly line: number
}

/** An SQL file as PostgreSQL reads it. */
export interface Script {
  readonly statements: readonly Statement[]
  readonly comments: readonly Comment[]
  /** Why the text is no SQL, and where; null when it is. Then there are no statements. */
  readonly problem: { readonly message: string; readonly line: number } | null
  /** The line, from 1, of a location that the tree names, in bytes. */
  lineOf(location: number): number
}

/** Loads PostgreSQL's parser. Once is enough; everything below needs it. */
export const loadParser: () => Promise<void> = loadModule

/** Reads an SQL file with PostgreSQL's own parser. Never throws: what it cannot read is a problem. Needs `loadParser`. */
export function parseScript(text: string): Script {
  const bytes = Buffer.from(text)
  const lineOf = (location: number) => lineIn(bytes, location)
  if (text.trim() === '') return { statements: [], comments: [], problem: null, lineOf }
  try {
    const parsed = parseSync(text).stmts ?? []
    const tokens = scanSync(text).tokens
    const comments = tokens.filter(isComment).map((token) => ({ text: token.text, line: lineOf(token.start) }))
    const code = tokens.filter((token) => !isComment(token))
    const statements = parsed.flatMap(({ stmt, stmt_location: start = 0, stmt_len: length }) => {
      const node = nodeOf(stmt)
      const end = length ? start + length : bytes.length
      const first = code.find((token) => token.start >= start)?.start ?? start
      return node === null ? [] : [{ node, sql: bytes.toString('utf8', first, end).trimEnd(), line: lineOf(first), lastLine: lineOf(end - 1) }]
    })
    return { statements, comments, problem: null, lineOf }
  } catch (error) {
    return { statements: [], comments: [], problem: problemOf(error, text), lineOf }
  }
}

/** The statements inside the body of a function or a `do` block, as far as PostgreSQL's parsers see them; none in other languages. */
export function bodyOf({ node, sql }: Statement): readonly SqlNode[] {
  const options = new Map((Array.isArray(node.fields['options'] ?? node.fields['args']) ? (node.fields['options'] ?? node.fields['args']) as unknown[] : [])
    .map((option) => fieldsOf(fieldsOf(option)['DefElem'])).map((option) => [textOf(option['defname']), option['arg']]))
  const language = textOf(fieldsOf(fieldsOf(options.get('language'))['String'])['sval']) || (node.kind === 'DoStmt' ? 'plpgsql' : '')
  if (language === 'plpgsql') return queriesOf(sql)
  const body = firstString(options.get('as'))
  return language === 'sql' && body !== null ? parseScript(body).statements.map((statement) => statement.node) : []
}

function queriesOf(sql: string): readonly SqlNode[] {
  const nodes: SqlNode[] = []
  try {
    walk(parsePlPgSQLSync(sql), ({ kind, fields }) => {
      if (kind !== 'PLpgSQL_expr') return
      const query = textOf(fields['query'])
      const read = parseScript(query)
      nodes.push(...(read.problem === null ? read : parseScript(`select ${query}`)).statements.map((statement) => statement.node))
    })
  } catch {
    // The server says what is wrong with the body when it creates the function; to the lint it is opaque.
  }
  return nodes
}

function firstString(value: unknown): string | null {
  let found: string | null = null
  walk({ value }, ({ kind, fields }) => { if (kind === 'String') found ??= textOf(fields['sval']) })
  return found
}

function isComment({ tokenName }: { readonly tokenName: string }): boolean {
  return tokenName === 'SQL_COMMENT' || tokenName === 'C_COMMENT'
}

function problemOf(error: unknown, text: string): Script['problem'] {
  const message = error instanceof Error ? error.message : String(error)
  if (!hasSqlDetails(error)) return { message, line: 1 }
  const position = error.sqlDetails?.cursorPosition ?? 0
  return { message: error.sqlDetails?.message ?? message, line: text.slice(0, Math.max(0, position)).split('\n').length }
}

function lineIn(bytes: Buffer, location: number): number {
  let line = 1
  for (let at = bytes.indexOf(10); at !== -1 && at < location; at = bytes.indexOf(10, at + 1)) line += 1
  return line
}
