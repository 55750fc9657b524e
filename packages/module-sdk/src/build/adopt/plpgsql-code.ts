import { projectSchema, treeShape } from './schema-names.ts'
import type { TreeShape } from './schema-names.ts'
import { listOf, nodeOf } from './statement-rules.ts'
import { parseStatements, tokensOf } from './sql-text.ts'
import type { ParsedStatement, Syntax, SyntaxNode } from './sql-text.ts'

/** One piece of SQL inside PL/pgSQL. */
export interface EmbeddedSql {
  readonly statements: readonly ParsedStatement[]
  /** Line of the code, from 1, on which the statement around it begins. */
  readonly line: number
}

/** What is in PL/pgSQL besides its own control flow. */
export interface PlpgsqlCode {
  readonly sql: readonly EmbeddedSql[]
  /** Lines of statements that run SQL put together at run time. */
  readonly dynamicLines: readonly number[]
  /** Lines of statements that end the transaction. */
  readonly transactionLines: readonly number[]
  /** Lines of declarations that name a type of another schema. */
  readonly foreignTypeLines: readonly number[]
}

/** Collects what a parsed function or `do` runs. @throws the parser's error when an expression is no SQL */
export function readPlpgsql(tree: SyntaxNode): PlpgsqlCode {
  const code = { sql: [] as EmbeddedSql[], dynamicLines: [] as number[], transactionLines: [] as number[], foreignTypeLines: [] as number[] }
  visit(tree, 1, code)
  return code
}

type Collected = { readonly [Part in keyof PlpgsqlCode]: PlpgsqlCode[Part][number][] }

function visit(value: Syntax, lineAround: number, code: Collected): void {
  for (const item of listOf(value)) visit(item, lineAround, code)
  const node = nodeOf(value)
  const line = typeof node['lineno'] === 'number' ? node['lineno'] : lineAround
  for (const [field, inner] of Object.entries(node)) {
    if (field === 'PLpgSQL_stmt_dynexecute' || field === 'PLpgSQL_stmt_dynfors' || field === 'dynquery') code.dynamicLines.push(lineOf(inner, line))
    if (field === 'PLpgSQL_stmt_commit' || field === 'PLpgSQL_stmt_rollback') code.transactionLines.push(lineOf(inner, line))
    if (field === 'PLpgSQL_expr') code.sql.push({ statements: parseStatements(sqlOf(nodeOf(inner))), line })
    if (field === 'typname' && isForeignType(String(inner))) code.foreignTypeLines.push(line)
    visit(inner, line, code)
  }
}

function lineOf(node: Syntax, around: number): number {
  const { lineno } = nodeOf(node)
  return typeof lineno === 'number' ? lineno : around
}

/** Assignments and bare expressions become queries, so that the SQL parser reads them. */
function sqlOf({ query, parseMode }: SyntaxNode): string {
  const text = String(query)
  if (parseMode === undefined || parseMode === 0) return text
  if (parseMode === 2) return `SELECT ${text}`
  const sign = tokensOf(text).find(({ text: word }) => word === ':=' || word === '=')
  if (sign === undefined) return `SELECT ${text}`
  const bytes = Buffer.from(text)
  return `SELECT ${bytes.toString('utf8', 0, sign.start)}, ${bytes.toString('utf8', sign.end)}`
}

/** Parsed code without positions, to be compared like `treeShape`. */
export function plpgsqlShape(value: Syntax, shape: TreeShape): Syntax {
  if (Array.isArray(value)) return listOf(value).map((item) => plpgsqlShape(item, shape))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(nodeOf(value)).map(([field, inner]) => [field, fieldShape(field, inner, shape)]))
}

function fieldShape(field: string, inner: Syntax, shape: TreeShape): Syntax {
  if (field === 'PLpgSQL_expr') return parseStatements(sqlOf(nodeOf(inner))).map(({ kind, fields }) => ({ [kind]: treeShape(fields, shape) }))
  if (field === 'typname') return typeWords(String(inner), shape).join(' ')
  return plpgsqlShape(inner, shape)
}

function typeWords(type: string, { of }: TreeShape): readonly string[] {
  const words = tokensOf(type).map(({ text, name }) => name ?? text)
  return of === 'project' && schemaOfType(type) === projectSchema ? words.slice(2) : words
}

function isForeignType(type: string): boolean {
  const schema = schemaOfType(type)
  return schema !== null && schema !== projectSchema && schema !== 'pg_catalog'
}

/** `public.status`, `public.item%rowtype` and `public.item.price%type` name a schema; `item.price%type` does not. */
function schemaOfType(type: string): string | null {
  const tokens = tokensOf(type)
  const ofColumn = tokens.some(({ name }, index) => name === 'type' && tokens[index - 1]?.text === '%')
  const dots = tokens.filter(({ text }) => text === '.').length
  return dots >= (ofColumn ? 2 : 1) ? tokens[0]?.name ?? null : null
}

