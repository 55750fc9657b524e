import type { MigrationPhase, SqlDatabase, SqlSession } from '@tenon/model'
import { quoteIdentifier } from '../../quote-identifier.ts'
import { readShapes } from '../../shape/read-shapes.ts'
import { lintMigrations } from '../lint/lint-migrations.ts'
import type { LintIssue } from '../lint/lint-rules.ts'
import { headerOf } from '../lint/migration-text.ts'
import type { MigrationText } from '../lint/migration-text.ts'
import { loadParser, parseScript } from '../lint/parse-script.ts'
import { draftErrors } from './draft-errors.ts'
import { planDraft } from './plan-draft.ts'
import type { DraftPlan } from './plan-draft.ts'
import { readScratchFacts } from './read-scratch-facts.ts'
import { diffWithSchema } from './schema-engine.ts'

/** What to draft from, and where to try it. */
export interface DraftMigrationOptions {
  /** Any database: the draft works in a schema of its own and drops it. Needs a direct connection. */
  readonly database: SqlDatabase
  /** A connection for the schema engine to one schema of that database. */
  readonly engineAdapter: (schema: string) => object
  /** Unquoted name of a schema that nobody uses. */
  readonly scratchSchema: string
  /** The module's history, oldest first. */
  readonly migrations: readonly MigrationText[]
  /** The text of schema.prisma. */
  readonly schema: string
  /** `add_lots`. */
  readonly name: string
  /** One migration of this phase; left out: as many as the change needs. */
  readonly phase?: MigrationPhase
}

/** A drafted change, tried and judged. Nothing of it is written yet. */
export interface MigrationDraft extends DraftPlan {
  /** What the lint says of the drafted files. */
  readonly issues: readonly LintIssue[]
  /** Why the draft does not lead up, back and up again to the same shapes on an empty schema; null when it does. */
  readonly failure: string | null
}

/**
 * Drafts migrations from the change in a schema.prisma. The history is replayed into a scratch schema, so hand-written
 * SQL counts for what it does; Prisma's schema engine compares the outcome with the file, both ways; the draft is run
 * up, down and up again there, and linted. The scratch schema is dropped whatever happens.
 * @throws DRAFT_HISTORY_BROKEN, DRAFT_SCHEMA_INVALID, DRAFT_ENGINE_FAILED
 */
export async function draftMigration(options: DraftMigrationOptions): Promise<MigrationDraft> {
  await loadParser()
  const { database, scratchSchema } = options
  return database.session(async (session) => {
    await session.query(`create schema ${quoteIdentifier(scratchSchema)}`)
    try {
      await session.query(`select set_config('search_path', $1, false), set_config('tenon.tenant_id', 'draft', false), set_config('tenon.batch_rows', '1000', false)`, [quoteIdentifier(scratchSchema)])
      return await draftIn(session, options)
    } finally {
      await session.query(`drop schema if exists ${quoteIdentifier(scratchSchema)} cascade`)
    }
  })
}

async function draftIn(session: SqlSession, options: DraftMigrationOptions): Promise<MigrationDraft> {
  const { migrations, scratchSchema, name, schema, phase = null } = options
  for (const migration of migrations) await replay(session, migration)
  const diff = await diffWithSchema(options.engineAdapter(scratchSchema), schema)
  const facts = await readScratchFacts(session, scratchSchema)
  const plan = planDraft({ diff, facts, scratchSchema, name, number: migrations.length + 1, phase })
  const names = plan.migrations.map((migration) => `prisma/migrations/${migration.name}/`)
  const issues = await lintMigrations([...migrations, ...plan.migrations])
  return { ...plan, issues: issues.filter(({ file }) => names.some((folder) => file.startsWith(folder))), failure: await failureOf(session, scratchSchema, plan.migrations) }
}

/** Runs one migration statement by statement, each on its own: what runs outside a transaction needs nothing special here. */
async function replay(session: SqlSession, { name, up }: MigrationText): Promise<void> {
  const file = `prisma/migrations/${name}/migration.sql`
  const { statements, problem } = parseScript(up)
  if (problem !== null) throw draftErrors.DRAFT_HISTORY_BROKEN({ file, line: problem.line, message: problem.message })
  for (const { sql, line } of statements) {
    await session.query(sql).catch((error: unknown) => { throw draftErrors.DRAFT_HISTORY_BROKEN({ file, line, message: (error as Error).message }, { cause: error }) })
  }
}

/** Up, down and up again: the shapes before and after have to be the same each time. Contract steps run once, at the end. */
async function failureOf(session: SqlSession, scratchSchema: string, drafts: readonly MigrationText[]): Promise<string | null> {
  const reversible = drafts.filter(({ down }) => down !== null)
  const shape = async () => (await readShapes(session, [scratchSchema])).get(scratchSchema)?.fingerprint
  const up = async () => { for (const migration of reversible) await replay(session, migration) }
  try {
    const before = await shape()
    await up()
    const after = await shape()
    for (const { name, down } of reversible.toReversed()) await replay(session, { name, up: down ?? '', down: null, restore: null })
    if ((await shape()) !== before) return 'The way back does not lead to the shape before.'
    await up()
    if ((await shape()) !== after) return 'The second way up does not lead to the shape of the first.'
    for (const migration of drafts.filter(({ up: text }) => headerOf(text)?.phase === 'contract')) await replay(session, migration)
    return null
  } catch (error) {
    return (error as Error).message
  }
}
