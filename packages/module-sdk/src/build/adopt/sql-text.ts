import { parsePlPgSQLSync, parseSync, scanSync } from 'libpg-query'
import { applyEdits } from './apply-edits.ts'

/** A piece of a syntax tree as the parser gives it: a node, a list of nodes, or a plain value. */
export type Syntax = null | boolean | number | string | undefined | readonly Syntax[] | SyntaxNode

/** A node's fields. Where a field may hold any kind of node, one more level names the kind. */
export interface SyntaxNode {
  readonly [field: string]: Syntax
}

/** One statement of a text. Offsets in the parser's unit, bytes. */
export interface ParsedStatement {
  readonly kind: string
  readonly fields: SyntaxNode
  /** Of its first token. */
  readonly start: number
  /** Behind its last token, the semicolon not included. */
  readonly end: number
  readonly tokens: readonly SqlToken[]
}

/** One token that is no comment. */
export interface SqlToken {
  readonly start: number
  readonly end: number
  readonly text: string
  /** Folded and unquoted when it is a plain or quoted name, else null. Keywords that may be names count as names. */
  readonly name: string | null
  /** Value of a plain string in single quotes or of a dollar-quoted one, else null. */
  readonly string: string | null
}

const stringToken = 'SCONST'
const comments: readonly string[] = ['SQL_COMMENT', 'C_COMMENT']

/** Cuts a text into statements, each with its tokens. The parser must be loaded. @throws the parser's SqlError */
export function parseStatements(text: string): readonly ParsedStatement[] {
  // The parser takes no empty text.
  if (text === '') return []
  // First: it says what is wrong with its place, where the scanner only fails.
  const { stmts = [] } = parseSync(text)
  const tokens = tokensOf(text)
  return stmts.map(({ stmt, stmt_location: from = 0, stmt_len: length }) => {
    const to = length ? from + length : Infinity
    const own = tokens.filter(({ start, end, text: word }) => start >= from && end <= to && word !== ';')
    const [kind = '', fields = {}] = Object.entries(stmt ?? {})[0] ?? []
    return { kind, fields: fields as SyntaxNode, start: own[0]?.start ?? from, end: own.at(-1)?.end ?? from, tokens: own }
  })
}

/** The tokens of an SQL or PL/pgSQL text, comments left out. */
export function tokensOf(text: string): readonly SqlToken[] {
  if (text === '') return []
  return scanSync(text).tokens.filter(({ tokenName }) => !comments.includes(tokenName)).map((token) => ({
    start: token.start,
    end: token.end,
    text: token.text,
    name: nameOf(token.text, token.tokenName === 'IDENT' || token.keywordKind > 0),
    string: token.tokenName === stringToken ? stringOf(token.text) : null,
  }))
}

/** The tokens of a text that may be anything; null when it cannot be cut into tokens. */
export function tokensIfAny(text: string): readonly SqlToken[] | null {
  try {
    return tokensOf(text)
  } catch {
    return null
  }
}

/** The tree of a `create function` or `do` in PL/pgSQL; null when it is none. */
export function parsePlpgsql(statement: string): SyntaxNode | null {
  try {
    return parsePlPgSQLSync(withoutRowTypes(statement)) as unknown as SyntaxNode
  } catch {
    // It says what is wrong in words, without a place.
    return null
  }
}

/** Where the text inside a string token begins, counted from the token; null when it holds escapes and so has no plain text. */
export function plainStringStart(token: SqlToken): number | null {
  if (token.string === null) return null
  if (token.text.startsWith('$')) return token.text.indexOf('$', 1) + 1
  return token.text.startsWith(`'`) && !token.text.slice(1, -1).includes(`'`) ? 1 : null
}

/** Without a database the parser takes a variable of `item%rowtype` for one without fields, and one of `item` for a record. */
function withoutRowTypes(statement: string): string {
  const body = tokensOf(statement).findLast(({ string, text }) => string !== null && text.startsWith('$'))
  const start = body === undefined ? null : plainStringStart(body)
  if (body === undefined || start === null) return statement
  const tokens = tokensOf(body.string ?? '')
  const base = body.start + start
  return applyEdits(statement, tokens.flatMap(({ name, end }, index) => {
    const sign = tokens[index - 1]
    return name === 'rowtype' && sign?.text === '%' ? [{ start: base + sign.start, end: base + end, text: ' ' }] : []
  }))
}

function nameOf(text: string, mayBeName: boolean): string | null {
  if (!mayBeName) return null
  return text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text.toLowerCase()
}

function stringOf(text: string): string | null {
  if (text.startsWith('$')) {
    const inner = text.indexOf('$', 1) + 1
    return text.slice(inner, text.length - inner)
  }
  return text.startsWith(`'`) ? text.slice(1, -1).replaceAll(`''`, `'`) : null
}
