import type { MigrationSource } from '@tenon/model'
import { defineErrors } from '@tenon/model'
import { loadModule } from 'libpg-query'
import { adoptionReasons } from './adoption-issue.ts'
import type { AdoptionIssue } from './adoption-issue.ts'
import { adoptSql } from './adopt-sql.ts'
import type { AdoptSqlOptions } from './adopt-sql.ts'
import { bringsCrypto } from './extensions.ts'
import { parseStatements } from './sql-text.ts'
import { tableNamesOf } from './transition-tables.ts'

/** One place, with the file it is in. */
export interface FileIssue extends AdoptionIssue {
  /** Path inside the module's package. */
  readonly file: string
}

const errors = defineErrors({
  MIGRATIONS_NOT_TENANT_LOCAL: {
    category: 'invalid-input',
    title: (d: { issues: readonly FileIssue[] }) => `${d.issues.length} places of the migrations reach beyond one tenant's schema:\n${d.issues.map(sentenceOf).join('\n')}`,
    next: () => 'Change these statements, in the files themselves: nothing was run. docs/guides/adopt.md has a way out for each reason.',
  },
})

const timestamped = /^\d{14}_/
const numbered = /^\d{4}_[a-z0-9]+(_[a-z0-9]+)*$/

/**
 * True for the folders of an ordinary Prisma project: named by timestamps, or otherwise than a module's
 * own, beside Prisma's `migration_lock.toml`.
 */
export function isPrismaProject(folders: readonly string[], hasLockFile: boolean): boolean {
  return folders.some((folder) => timestamped.test(folder)) || (hasLockFile && !folders.every((folder) => numbered.test(folder)))
}

/**
 * The migrations of an ordinary Prisma project as any tenant's schema can take them: names lose their
 * schema, extensions become shared ones. Checksums stay those of the files as they stand. Pure.
 * @throws MIGRATIONS_NOT_TENANT_LOCAL with every place of every file
 */
export async function adoptMigrations(migrations: readonly MigrationSource[]): Promise<readonly MigrationSource[]> {
  await loadModule()
  const crypto = migrations.some(({ up }) => usesCrypto(up))
  const tables = new Set(migrations.flatMap(({ up }) => tableNamesOf(up)))
  const adopted = await Promise.all(migrations.map((migration) => adoptMigration(migration, { crypto, tables })))
  const issues = adopted.flatMap(({ issues: own }) => own)
  if (issues.length > 0) throw errors.MIGRATIONS_NOT_TENANT_LOCAL({ issues })
  return adopted.map(({ migration }) => migration)
}

async function adoptMigration(migration: MigrationSource, project: Pick<AdoptSqlOptions, 'crypto' | 'tables'>) {
  const { run, upFile, downFile } = migration
  const [up, down, restore] = await Promise.all([migration.up, migration.down ?? '', migration.restore ?? ''].map((text) => adoptSql(text, { ...project, outside: run === 'outside' })))
  const issuesOf = (file: string, found: readonly AdoptionIssue[] = []) => found.map((issue) => ({ file, ...issue }))
  return {
    migration: { ...migration, up: up?.sql ?? '', down: migration.down === null ? null : down?.sql ?? '', restore: migration.restore === null ? null : restore?.sql ?? '' },
    issues: [...issuesOf(upFile, up?.issues), ...issuesOf(downFile ?? '', down?.issues), ...issuesOf(upFile.replace(/migration\.sql$/, 'restore.sql'), restore?.issues)],
  }
}

/** A text that is no SQL is reported when it is adopted. */
function usesCrypto(text: string): boolean {
  try {
    return parseStatements(text).some(bringsCrypto)
  } catch {
    return false
  }
}

function sentenceOf({ file, line, subject, reason }: FileIssue): string {
  return `${file}:${line}: ${reason}: "${subject}" ${adoptionReasons[reason]}`
}
