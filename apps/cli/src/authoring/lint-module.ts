import { lintMigrations, readMigrationTexts } from '@tenon/migrator/authoring'
import type { LintIssue } from '@tenon/migrator/authoring'

/** What the lint says of a module's history. */
export interface LintedModule {
  readonly migrations: number
  readonly issues: readonly LintIssue[]
}

/** Judges the migrations in a folder of a module. */
export async function lintModule(directory: string): Promise<LintedModule> {
  const migrations = await readMigrationTexts(directory)
  return { migrations: migrations.length, issues: await lintMigrations(migrations) }
}
