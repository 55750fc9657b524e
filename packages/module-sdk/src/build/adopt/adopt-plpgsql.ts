import { hasSqlDetails } from 'libpg-query'
import type { SqlPart } from './adopt-sql.ts'
import { applyEdits, shiftEdits } from './apply-edits.ts'
import type { TextEdit } from './apply-edits.ts'
import { inspectStatement } from './inspect-statement.ts'
import { nameEdits } from './name-edits.ts'
import { plpgsqlShape, readPlpgsql } from './plpgsql-code.ts'
import type { PlpgsqlCode } from './plpgsql-code.ts'
import { parsePlpgsql, tokensOf } from './sql-text.ts'
import type { SyntaxNode } from './sql-text.ts'

/** The statement around a body. */
export interface BodyFrame {
  readonly statement: string
  /** Where the body begins in the statement, in bytes. */
  readonly offset: number
}

/**
 * The edits that make the body of a PL/pgSQL function or `do` tenant-local; reports into the part what
 * cannot be. The rewritten body is parsed again and compared, as statements are.
 */
export function adoptPlpgsql(body: SqlPart, frame: BodyFrame): readonly TextEdit[] {
  try {
    const tree = parsePlpgsql(frame.statement)
    if (tree === null) return refuseBody(body)
    const nameStrings = inspectCode(body, readPlpgsql(tree))
    const edits = nameEdits(tokensOf(body.text), nameStrings, body.crypto)
    if (body.issues.length === 0) assertSameCode(body, { tree, nameStrings, rewritten: applyEdits(frame.statement, shiftEdits(edits, frame.offset)) })
    return edits
  } catch (error) {
    if (!hasSqlDetails(error)) throw error
    return refuseBody(body)
  }
}

function refuseBody({ issues }: SqlPart): readonly TextEdit[] {
  issues.push({ reason: 'body-unreadable', at: 0 })
  return []
}

/** Reports what is wrong with the code and answers the strings in it that are names. */
function inspectCode({ text, issues }: SqlPart, code: PlpgsqlCode): ReadonlySet<string> {
  const starts = lineStarts(text)
  const at = (line: number) => starts[line - 1] ?? 0
  issues.push(...code.dynamicLines.map((line) => ({ reason: 'dynamic-sql', at: at(line) }) as const))
  issues.push(...code.transactionLines.map((line) => ({ reason: 'transaction', at: at(line) }) as const))
  issues.push(...code.foreignTypeLines.map((line) => ({ reason: 'other-schema', at: at(line) }) as const))
  const found = code.sql.flatMap(({ statements, line }) => statements.map((statement) => ({ line, ...inspectStatement(statement) })))
  issues.push(...found.flatMap(({ line, issues: own }) => own.map(({ reason }) => ({ reason, at: at(line) }))))
  return new Set(found.flatMap(({ names }) => names))
}

/** In bytes. */
function lineStarts(text: string): readonly number[] {
  const starts = [0]
  for (const line of text.split('\n')) starts.push((starts.at(-1) ?? 0) + Buffer.byteLength(line) + 1)
  return starts
}

interface Rewritten {
  readonly tree: SyntaxNode
  readonly nameStrings: ReadonlySet<string>
  readonly rewritten: string
}

function assertSameCode({ crypto, issues }: SqlPart, { tree, nameStrings, rewritten }: Rewritten): void {
  const shape = { nameStrings, crypto }
  const wanted = JSON.stringify(plpgsqlShape(tree, { of: 'project', ...shape }))
  if (JSON.stringify(plpgsqlShape(parsePlpgsql(rewritten), { of: 'local', ...shape })) !== wanted) issues.push({ reason: 'name-unclear', at: 0 })
}
