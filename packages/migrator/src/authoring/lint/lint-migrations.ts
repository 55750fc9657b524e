import { effectOf } from '../../steps/effect-of.ts'
import { checkDown } from './check-down.ts'
import { checkLocks } from './check-locks.ts'
import { checkPhase, checkTransaction } from './check-phase.ts'
import { checkTenancy } from './check-tenancy.ts'
import { checkWalls } from './check-walls.ts'
import { withoutDisabled } from './disable-comments.ts'
import type { CheckStatement, Finding, StatementContext } from './finding.ts'
import { lintRules } from './lint-rules.ts'
import type { LintIssue } from './lint-rules.ts'
import { headerOf } from './migration-text.ts'
import type { MigrationHeader, MigrationText } from './migration-text.ts'
import { loadParser, parseScript } from './parse-script.ts'
import type { Script, Statement } from './parse-script.ts'
import { afterStatement, emptySchema } from './schema-model.ts'
import type { SchemaModel } from './schema-model.ts'
import { walk } from './sql-node.ts'

/**
 * Judges a module's whole history, oldest first: what a migration creates is known to those after it, and a
 * table that is new in a migration is no lock problem there. Reads SQL with PostgreSQL's own parser; touches
 * no database and no file. Any text gives findings; it never throws.
 * @returns findings in the order of files and lines; empty when all is well
 */
export async function lintMigrations(migrations: readonly MigrationText[]): Promise<readonly LintIssue[]> {
  await loadParser()
  const issues: LintIssue[] = []
  let schema = emptySchema
  for (const migration of migrations) {
    const read = await readMigration(migration, schema)
    issues.push(...lintFile(read, 'migration.sql'), ...lintFile(read, 'down.sql'), ...lintFile(read, 'restore.sql'))
    schema = read.after
  }
  return issues
}

/** A migration with what its statements make of the schema. */
interface ReadMigration {
  readonly migration: MigrationText
  readonly header: MigrationHeader | null
  readonly up: Script
  /** Statements of `migration.sql` that the runner refuses ahead of a move, with its reason. */
  readonly refused: readonly RefusedStatement[]
  readonly base: SchemaModel
  readonly after: SchemaModel
}

interface RefusedStatement {
  readonly statement: Statement
  readonly reason: string
}

type FileName = 'migration.sql' | 'down.sql' | 'restore.sql'

/** A finding with the lines it stands on; without any it is about the whole file. */
interface PlacedFinding extends Finding {
  readonly line: number
  readonly wholeFile: boolean
}

async function readMigration(migration: MigrationText, base: SchemaModel): Promise<ReadMigration> {
  const up = parseScript(migration.up)
  const header = headerOf(migration.up)
  const refused = header === null || header.run === 'transaction' ? [] : await refusedBy(up.statements)
  return { migration, header, up, refused, base, after: schemaAfter(base, up.statements) }
}

async function refusedBy(statements: readonly Statement[]): Promise<readonly RefusedStatement[]> {
  const effects = await Promise.all(statements.map(async (statement) => ({ statement, effect: await effectOf(statement.sql) })))
  return effects.flatMap(({ statement, effect }) => (effect.kind === 'refused' ? [{ statement, reason: effect.reason }] : []))
}

function schemaAfter(schema: SchemaModel, statements: readonly Statement[]): SchemaModel {
  return statements.reduce((before, { node }) => afterStatement(before, node), schema)
}

function lintFile(read: ReadMigration, name: FileName): readonly LintIssue[] {
  const { migration } = read
  const text = { 'migration.sql': migration.up, 'down.sql': migration.down, 'restore.sql': migration.restore }[name]
  if (text === null) return []
  const script = name === 'migration.sql' ? read.up : parseScript(text)
  const placed = script.problem === null ? findingsOf(read, script, name) : [{ ...wholeFile('SQL_UNREADABLE', `${script.problem.message}.`), line: script.problem.line, wholeFile: false }]
  const file = `prisma/migrations/${migration.name}/${name}`
  return withoutDisabled(placed, script)
    .toSorted((a, b) => a.line - b.line)
    .map(({ code, line, what }) => ({ code, ...lintRules[code], file, line, what }))
}

function findingsOf(read: ReadMigration, script: Script, name: FileName): readonly PlacedFinding[] {
  const header = read.header ?? { phase: 'expand', run: 'transaction' }
  switch (name) {
    case 'migration.sql': return [...fileFindings(read), ...eachStatement(script, [checkTenancy, checkWalls, checkLocks, checkPhase], { ...header, base: read.base, schema: read.base })]
    case 'down.sql': return [...downFindings(read, script), ...eachStatement(script, [checkTenancy, checkWalls, checkTransaction], { phase: header.phase, run: 'transaction', base: read.base, schema: read.after })]
    case 'restore.sql': return eachStatement(script, [checkWalls, checkTransaction], { phase: header.phase, run: 'transaction', base: read.base, schema: read.after })
  }
}

function eachStatement({ statements, lineOf }: Script, checks: readonly CheckStatement[], start: Omit<StatementContext, 'statement' | 'earlier'>): readonly PlacedFinding[] {
  let { schema } = start
  return statements.flatMap((statement, index) => {
    const context = { ...start, schema, statement, earlier: statements.slice(0, index) }
    schema = afterStatement(schema, statement.node)
    return checks.flatMap((check) => check(context)).map((finding) => placed(finding, statement, lineOf))
  })
}

function placed(finding: Finding, statement: Statement, lineOf: Script['lineOf']): PlacedFinding {
  const line = typeof finding.location === 'number' && finding.location >= 0 ? lineOf(finding.location) : statement.line
  return { ...finding, line: Math.min(Math.max(line, statement.line), statement.lastLine), wholeFile: false }
}

function wholeFile(code: Finding['code'], what: string): PlacedFinding {
  return { code, what, line: 1, wholeFile: true }
}

function fileFindings({ migration, header, up, refused }: ReadMigration): readonly PlacedFinding[] {
  if (header === null) return [wholeFile('HEADER_UNKNOWN', 'The first two lines declare no known phase or way to run.')]
  const needsDown = header.phase === 'expand' || header.phase === 'backfill'
  return [
    ...(needsDown && migration.down === null ? [wholeFile('DOWN_MISSING', 'There is no down.sql.')] : []),
    ...(header.phase === 'contract' && header.run !== 'transaction' ? [wholeFile('RUN_REFUSED', `A contract migration runs inside finalize, not "${header.run}".`)] : []),
    ...refused.map(({ statement, reason }) => placed({ code: 'RUN_REFUSED', what: `${reason.charAt(0).toUpperCase()}${reason.slice(1)}.` }, statement, up.lineOf)),
    ...(header.run === 'batches' ? batchFindings(up) : []),
  ]
}

function batchFindings({ statements, lineOf }: Script): readonly PlacedFinding[] {
  const [statement] = statements
  if (statement === undefined || statements.length > 1) return [wholeFile('BATCHES_NOT_ONE_STATEMENT', `There are ${statements.length} statements.`)]
  if (!['InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt'].includes(statement.node.kind)) return [placed({ code: 'RUN_REFUSED', what: 'Only insert, update, delete and merge run in batches.' }, statement, lineOf)]
  return isLimited(statement) ? [] : [placed({ code: 'BATCHES_WITHOUT_LIMIT', what: 'The statement does not keep to the rows of a batch.' }, statement, lineOf)]
}

/** True when some `limit` asks for the rows of a batch. */
function isLimited({ node }: Statement): boolean {
  let limited = false
  walk(node.fields, ({ fields }) => { if (JSON.stringify(fields['limitCount'] ?? '').includes('"tenon.batch_rows"')) limited = true })
  return limited
}

function downFindings({ base, after }: ReadMigration, script: Script): readonly PlacedFinding[] {
  return checkDown({ base, after, statements: script.statements }).map(({ finding, statement }) =>
    statement === null ? wholeFile(finding.code, finding.what) : placed(finding, statement, script.lineOf))
}
