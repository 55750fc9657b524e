import { hasSqlDetails, loadModule } from 'libpg-query'
import type { AdoptionIssue } from './adoption-issue.ts'
import { applyEdits, lineOfByte, shiftEdits } from './apply-edits.ts'
import type { TextEdit } from './apply-edits.ts'
import { adoptPlpgsql } from './adopt-plpgsql.ts'
import type { BodyFrame } from './adopt-plpgsql.ts'
import { sharedExtension } from './extensions.ts'
import { functionBodyOf } from './function-body.ts'
import { inspectStatement } from './inspect-statement.ts'
import type { PlacedReason } from './inspect-statement.ts'
import { nameEdits } from './name-edits.ts'
import { projectSchema, treeShape } from './schema-names.ts'
import { parseStatements } from './sql-text.ts'
import type { ParsedStatement } from './sql-text.ts'
import { hidesByTransition, tableNamesOf } from './transition-tables.ts'

/** An SQL file made tenant-local, or why it cannot be. */
export interface AdoptedSql {
  /** Without `public`, ready to run with a tenant's schema as search path. Lines stay where they are. The original when there are issues. */
  readonly sql: string
  /** Every place that cannot be made tenant-local, in order; empty when all can. */
  readonly issues: readonly AdoptionIssue[]
}

/** What the project uses, beyond the one file. */
export interface AdoptSqlOptions {
  /** Whether pgcrypto is among its extensions; its functions are then looked for where all tenants share it. */
  readonly crypto: boolean
  /** Whether the file runs outside any transaction, where an index may be made concurrently. Default false. */
  readonly outside?: boolean
  /** Names of the project's tables. Default: those the file itself speaks of. */
  readonly tables?: ReadonlySet<string>
}

/** A text under work: a file, or the body of a function inside it. */
export interface SqlPart {
  readonly text: string
  readonly crypto: boolean
  /** Positions count from the start of the part. */
  readonly issues: PlacedReason[]
}

/**
 * Takes the project's schema out of an SQL file, so that it runs in the schema of any tenant. Only the
 * names are touched, at exact positions; comments, spacing and line ends stay. Every rewritten statement
 * is parsed again and compared with the original: the trees differ in schema names, or the file is refused.
 * Extensions become shared ones; `create schema public` and a plain `begin` and `commit` become nothing.
 */
export async function adoptSql(text: string, options: AdoptSqlOptions): Promise<AdoptedSql> {
  await loadModule()
  const part: SqlPart = { text, crypto: options.crypto, issues: [] }
  const edits = adoptPart(part)
  part.issues.push(...transitionIssues(text, options.tables ?? new Set(tableNamesOf(text)), part.issues))
  const lines = text.split('\n')
  const issues = part.issues.filter(({ reason }) => options.outside !== true || reason !== 'concurrently').map(({ reason, at }) => {
    const line = lineOfByte(text, at)
    return { reason, line, subject: (lines[line - 1] ?? '').trim().slice(0, 60) }
  })
  return issues.length === 0 ? { sql: applyEdits(text, edits), issues } : { sql: text, issues: withoutRepeats(issues) }
}

function transitionIssues(text: string, tables: ReadonlySet<string>, found: readonly PlacedReason[]): readonly PlacedReason[] {
  if (found.some(({ reason }) => reason === 'syntax')) return []
  return parseStatements(text).filter((statement) => hidesByTransition(statement, tables)).map(({ start }) => ({ reason: 'name-unclear', at: start }))
}

function withoutRepeats(issues: readonly AdoptionIssue[]): readonly AdoptionIssue[] {
  const seen = new Set<string>()
  return issues.toSorted((a, b) => a.line - b.line).filter(({ reason, line }) => !seen.has(`${line} ${reason}`) && seen.add(`${line} ${reason}`))
}

/** Examines and edits a text of statements. The edits and the issues' positions count from the start of the part. */
function adoptPart(part: SqlPart): readonly TextEdit[] {
  const statements = parsed(part)
  if (statements === null) return []
  const replaced = statements.map((statement) => replacementOf(statement))
  const nameStrings = new Set<string>()
  const bodies: TextEdit[] = []
  statements.forEach((statement, index) => {
    if (replaced[index] !== null) return
    const { issues, names } = inspectStatement(statement)
    part.issues.push(...issues)
    for (const name of names) nameStrings.add(name)
    bodies.push(...adoptBody(part, statement))
  })
  const kept = statements.filter((_, index) => replaced[index] === null)
  const names = kept.flatMap(({ tokens }) => nameEdits(tokens, nameStrings, part.crypto))
  assertSameTrees(part, statements, { names, nameStrings })
  const replacements = statements.flatMap((statement, index) => {
    const replacement = replaced[index] ?? null
    return replacement === null ? [] : [replaceStatement(part.text, statement, replacement)]
  })
  return [...names, ...bodies, ...replacements]
}

function parsed({ text, issues }: SqlPart): readonly ParsedStatement[] | null {
  try {
    return parseStatements(text)
  } catch (error) {
    if (!hasSqlDetails(error)) throw error
    issues.push({ reason: 'syntax', at: Buffer.byteLength(text.slice(0, error.sqlDetails?.cursorPosition ?? 0)) })
    return null
  }
}

/** What stands in place of a statement that a tenant does not need; null when it stays. */
function replacementOf(statement: ParsedStatement): string | null {
  const { kind, fields } = statement
  if (kind === 'CreateExtensionStmt') return sharedExtension(statement)
  if (kind === 'DropStmt' && fields['removeType'] === 'OBJECT_EXTENSION') return ''
  if (kind === 'CreateSchemaStmt' && fields['schemaname'] === projectSchema && fields['schemaElts'] === undefined && fields['authrole'] === undefined) return ''
  const plain = kind === 'TransactionStmt' && fields['options'] === undefined && fields['chain'] === undefined
  return plain && ['TRANS_STMT_BEGIN', 'TRANS_STMT_START', 'TRANS_STMT_COMMIT'].includes(String(fields['kind'])) ? '' : null
}

/** Keeps the line ends inside, so that the lines below keep their numbers. */
function replaceStatement(text: string, { start, end }: ParsedStatement, replacement: string): TextEdit {
  const lost = Buffer.from(text).toString('utf8', start, end)
  return { start, end, text: replacement + lost.replaceAll(/[^\r\n]/g, '') }
}

function adoptBody(part: SqlPart, statement: ParsedStatement): readonly TextEdit[] {
  const body = functionBodyOf(statement)
  // A language that cannot be read is refused by the statement's own look.
  if (body === null || !['sql', 'plpgsql'].includes(body.language)) return []
  const { start } = body
  if (start === null) {
    part.issues.push({ reason: 'body-unreadable', at: statement.start })
    return []
  }
  const inner: SqlPart = { text: body.text, crypto: part.crypto, issues: [] }
  const edits = body.language === 'plpgsql' ? adoptPlpgsql(inner, bodyFrameOf(part, statement, start)) : adoptPart(inner)
  part.issues.push(...inner.issues.map(({ reason, at }) => ({ reason, at: at + start })))
  return shiftEdits(edits, start)
}

function bodyFrameOf({ text }: SqlPart, statement: ParsedStatement, start: number): BodyFrame {
  return { statement: Buffer.from(text).toString('utf8', statement.start, statement.end), offset: start - statement.start }
}

interface Rewriting {
  readonly names: readonly TextEdit[]
  readonly nameStrings: ReadonlySet<string>
}

/** The proof: what was written now is what was written then, apart from the names of schemas. */
function assertSameTrees({ text, crypto, issues }: SqlPart, before: readonly ParsedStatement[], { names, nameStrings }: Rewriting): void {
  const after = parseStatements(applyEdits(text, names))
  before.forEach(({ kind, fields, start, end }, index) => {
    const shape = { nameStrings, crypto }
    const wanted = JSON.stringify(treeShape(fields, { of: 'project', ...shape }))
    const other = after[index]
    // What is refused anyway need not be the same.
    const settled = kind === 'CreateSchemaStmt' || kind === 'CreateExtensionStmt' || issues.some(({ reason, at }) => reason !== 'concurrently' && at >= start && at <= end)
    if (!settled && (other?.kind !== kind || JSON.stringify(treeShape(other.fields, { of: 'local', ...shape })) !== wanted)) issues.push({ reason: 'name-unclear', at: start })
  })
}
