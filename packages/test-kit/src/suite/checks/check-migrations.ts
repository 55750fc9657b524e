import { headerOf, lintMigrations, loadParser, parseScript, readMigrationTexts } from '@tenon/migrator/authoring'
import { createMigrator } from '@tenon/migrator'
import type { LintCode, LintIssue, MigrationText } from '@tenon/migrator/authoring'
import { findingOf } from '../module-finding.ts'
import type { ModuleFinding } from '../module-finding.ts'
import type { ModuleFindingCode } from '../module-rules.ts'

const codes: Partial<Record<LintCode, ModuleFindingCode>> = {
  DOWN_MISSING: 'DOWN_MISSING',
  DOWN_INCOMPLETE: 'DOWN_INCOMPLETE',
  DOWN_LOSES_DATA: 'DOWN_INCOMPLETE',
  CONTRACT_IN_EXPAND: 'PHASE_UNDERSTATED',
  RENAME_IN_EXPAND: 'PHASE_UNDERSTATED',
}

/**
 * Reads a module's history with PostgreSQL's parser: a migration without a way back, one that does more than its phase
 * says, and whatever the lint calls an error. Touches no database.
 * @param directory - the package; its `prisma/migrations` may lack anything
 */
export async function checkMigrations(directory: string): Promise<readonly ModuleFinding[]> {
  const texts = await readMigrationTexts(directory)
  const errors = (await lintMigrations(texts)).filter(({ severity }) => severity === 'error')
  return [...errors.map(findingOfLint), ...await rewrites(texts)]
}

function findingOfLint({ code, file, line, what, why, saferForm }: LintIssue): ModuleFinding {
  const mapped = codes[code]
  if (mapped !== undefined) return findingOf(mapped, `${file}:${line}`, what)
  return findingOf('MIGRATION_REFUSED', `${file}:${line}`, `${code}: ${what} ${why} Safer: ${saferForm}`)
}

/** An expand promises that nobody waits for long: it may not write an existing table anew. */
async function rewrites(texts: readonly MigrationText[]): Promise<readonly ModuleFinding[]> {
  await loadParser()
  const { describeStatements } = createMigrator()
  const findings: ModuleFinding[] = []
  for (const [index, { name, up }] of texts.entries()) {
    if (headerOf(up)?.phase !== 'expand' || parseScript(up).problem !== null) continue
    const statements = await describeStatements(up, { history: texts.slice(0, index).map((each) => each.up) })
    const rewriting = statements.filter(({ cost, locks }) => cost === 'rewrites-table' && locks.some(({ blocks }) => blocks === 'reads and writes'))
    findings.push(...rewriting.map(({ line, text }) => findingOf('PHASE_UNDERSTATED', `prisma/migrations/${name}/migration.sql:${line}`, `It says expand, and writes a table anew while nobody can read it: ${text}`)))
  }
  return findings
}
