import type { DescribeStatementsOptions, PlannedStatement } from '@tenon/model'
import { loadParser, parseScript } from '../authoring/lint/parse-script.ts'
import type { Script, Statement } from '../authoring/lint/parse-script.ts'
import { afterStatement, emptySchema } from '../authoring/lint/schema-model.ts'
import type { SchemaModel } from '../authoring/lint/schema-model.ts'
import { costOf } from './statement-cost.ts'
import { relationLocks } from './relation-locks.ts'
import { touchesOf } from './touches-of.ts'

const longestText = 120

/**
 * What each statement of a migration locks and what its time grows with, by PostgreSQL's parser and the rules of its
 * manual, from the text alone. What the same move creates is locked for nobody else: they cannot see it yet.
 * @returns in the order of the text; none when it is no SQL
 * @see https://www.postgresql.org/docs/18/explicit-locking.html
 */
export async function describeStatements(sql: string, { history = [], sameMove = [] }: DescribeStatementsOptions = {}): Promise<readonly PlannedStatement[]> {
  await loadParser()
  const script = parseScript(sql)
  const before = statementsOf(sameMove)
  const base = schemaAfter(emptySchema, statementsOf(history))
  let schema = schemaAfter(base, before)
  return script.statements.map((statement, index) => {
    const meets = { statement, schema, base, earlier: [...before, ...script.statements.slice(0, index)], phase: 'expand', run: 'transaction' } as const
    schema = afterStatement(schema, statement.node)
    return { text: shortText(statement, script), line: statement.line, touches: touchesOf(statement), locks: relationLocks(meets), cost: costOf(meets) }
  })
}

function statementsOf(texts: readonly string[]): readonly Statement[] {
  return texts.flatMap((text) => parseScript(text).statements)
}

function schemaAfter(schema: SchemaModel, statements: readonly Statement[]): SchemaModel {
  return statements.reduce((before, { node }) => afterStatement(before, node), schema)
}

/** Without comments, on one line. */
function shortText({ sql }: Statement, { comments }: Script): string {
  const bare = comments.reduce((text, comment) => text.replace(comment.text, ''), sql).replace(/\s+/g, ' ').trim()
  return bare.length > longestText ? `${bare.slice(0, longestText - 3)}...` : bare
}
