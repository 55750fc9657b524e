import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { defineErrors } from '@tenon/model'
import type { MigrationEntry, MigrationPhase, MigrationRun, MigrationSource } from '@tenon/model'
import { adoptMigrations, isPrismaProject } from './adopt/adopt-migrations.ts'

const phases: readonly string[] = ['expand', 'backfill', 'contract', 'irreversible'] satisfies readonly MigrationPhase[]
const folderPattern = /^(\d{4})_[a-z0-9]+(_[a-z0-9]+)*$/
const phaseLine = /^-- phase: ([a-z]+)\s*$/
const runs: readonly string[] = ['transaction', 'outside', 'batches'] satisfies readonly MigrationRun[]
const runLine = /^-- run: ([a-z]+)\s*$/
const providerLine = /^provider\s*=\s*"([^"]*)"/m

const errors = defineErrors({
  MIGRATION_MISNAMED: {
    category: 'invalid-input',
    title: (d: { folder: string; expected: string }) => `The migration folder ${d.folder} is out of line.`,
    next: (d) => `Name it ${d.expected}_<verb>_<noun>: four digits, counting up from 0001 without gaps.`,
  },
  MIGRATION_PHASE_MISSING: {
    category: 'invalid-input',
    title: (d: { file: string }) => `${d.file} does not say its phase.`,
    next: () => 'Begin it with one of: -- phase: expand, -- phase: backfill, -- phase: contract, -- phase: irreversible.',
  },
  MIGRATION_RUN_UNKNOWN: {
    category: 'invalid-input',
    title: (d: { file: string; run: string }) => `${d.file} says it runs "${d.run}", which is none of the ways.`,
    next: () => 'Write one of: -- run: transaction, -- run: outside, -- run: batches; or leave the line out for transaction.',
  },
  MIGRATION_DOWN_MISSING: {
    category: 'invalid-input',
    title: (d: { folder: string }) => `${d.folder} has no down.sql, so a tenant could never come back.`,
    next: () => 'Write down.sql, or declare `-- phase: irreversible` and say in the changeset why.',
  },
  MIGRATION_PROVIDER_FOREIGN: {
    category: 'invalid-input',
    title: (d: { provider: string }) => `prisma/migrations/migration_lock.toml says the migrations are written for ${d.provider}.`,
    next: () => 'Only migrations for postgresql can be adopted: move the project to PostgreSQL first.',
  },
})

/** Whose folders they are: a module's own, or those of an ordinary Prisma project. */
type Style = 'module' | 'prisma'

/**
 * Reads `prisma/migrations/<n>_<verb_noun>/{migration.sql,down.sql}` of a package, in order. Or, as they
 * stand, the migrations of an ordinary Prisma project (`20240131120000_add_item`): numbered in the order
 * of their names; one without `-- phase:` is `expand` where a down.sql stands beside it, else
 * `irreversible`; their SQL is made tenant-local, their checksums are those of the files.
 * @returns ascending by data version, without gaps; empty when the folder is missing
 * @throws MIGRATION_MISNAMED, MIGRATION_PHASE_MISSING, MIGRATION_RUN_UNKNOWN, MIGRATION_DOWN_MISSING;
 * of a Prisma project MIGRATIONS_NOT_TENANT_LOCAL, MIGRATION_PROVIDER_FOREIGN
 */
export async function readMigrations(packageDirectory: string): Promise<readonly MigrationSource[]> {
  const directory = join(packageDirectory, 'prisma', 'migrations')
  const folders = await listFolders(directory)
  const lockFile = await readFile(join(directory, 'migration_lock.toml'), 'utf8').catch(ignoreMissingFile)
  const style = isPrismaProject(folders, lockFile !== null) ? 'prisma' : 'module'
  const migrations = await Promise.all(folders.map((folder, index) => readMigration({ packageDirectory, folder, style }, index + 1)))
  if (style === 'module') return migrations
  const provider = lockFile === null ? 'postgresql' : providerLine.exec(lockFile)?.[1] ?? 'none'
  if (provider !== 'postgresql') throw errors.MIGRATION_PROVIDER_FOREIGN({ provider })
  return adoptMigrations(migrations)
}

/** A migration as the manifest lists it. */
export function migrationEntry({ name, dataVersion, phase, checksum, run }: MigrationSource): MigrationEntry {
  return { name, dataVersion, phase, checksum, ...(run === 'transaction' ? {} : { run }) }
}

/** sha256 (hex) over the SQL texts of a migration; the lengths in between keep `a` + `bc` apart from `ab` + `c`. */
export function checksumOf(up: string, down: string | null, restore: string | null = null): string {
  const hash = createHash('sha256').update(`${up.length}\n${up}${down ?? ''}`)
  return (restore === null ? hash : hash.update(`\n${restore.length}\n${restore}`)).digest('hex')
}

async function listFolders(directory: string): Promise<readonly string[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch(ignoreMissing)
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name).toSorted()
}

interface MigrationFolder {
  readonly packageDirectory: string
  readonly folder: string
  readonly style: Style
}

async function readMigration({ packageDirectory, folder, style }: MigrationFolder, dataVersion: number): Promise<MigrationSource> {
  const expected = String(dataVersion).padStart(4, '0')
  if (style === 'module' && folderPattern.exec(folder)?.[1] !== expected) throw errors.MIGRATION_MISNAMED({ folder, expected })
  const upFile = `prisma/migrations/${folder}/migration.sql`
  const downFile = `prisma/migrations/${folder}/down.sql`
  const up = await readFile(join(packageDirectory, upFile), 'utf8')
  const down = await readFile(join(packageDirectory, downFile), 'utf8').catch(ignoreMissingFile)
  const restore = await readFile(join(packageDirectory, `prisma/migrations/${folder}/restore.sql`), 'utf8').catch(ignoreMissingFile)
  const sql = { up: withoutMark(up), down: down === null ? null : withoutMark(down), restore: restore === null ? null : withoutMark(restore) }
  const phase = (style === 'prisma' ? phaseOfHistory(sql.up, down) : null) ?? phaseOf(sql.up, upFile)
  if (down === null && phase !== 'irreversible' && phase !== 'contract') throw errors.MIGRATION_DOWN_MISSING({ folder })
  return { name: folder, dataVersion, phase, run: runOf(sql.up, upFile), checksum: checksumOf(up, down, restore), ...sql, upFile, downFile: down === null ? null : downFile }
}

/** Some editors begin a file with a byte order mark, which PostgreSQL does not take. Checksums are over the file with it. */
function withoutMark(sql: string): string {
  return sql.startsWith('\uFEFF') ? sql.slice(1) : sql
}

/** Read from the second line; absent means `transaction`. @throws MIGRATION_RUN_UNKNOWN */
function runOf(sql: string, file: string): MigrationRun {
  const run = runLine.exec(sql.split('\n', 2)[1] ?? '')?.[1]
  if (run === undefined) return 'transaction'
  if (!runs.includes(run)) throw errors.MIGRATION_RUN_UNKNOWN({ file, run })
  return run as MigrationRun
}

/** Of a migration that was written before there were phases; null when it says its phase. */
function phaseOfHistory(up: string, down: string | null): MigrationPhase | null {
  if (up.startsWith('-- phase:')) return null
  return down === null ? 'irreversible' : 'expand'
}

function phaseOf(sql: string, file: string): MigrationPhase {
  const phase = phaseLine.exec(sql.split('\n', 1)[0] ?? '')?.[1]
  if (phase === undefined || !phases.includes(phase)) throw errors.MIGRATION_PHASE_MISSING({ file })
  return phase as MigrationPhase
}

function ignoreMissing(error: NodeJS.ErrnoException): never[] {
  if (error.code === 'ENOENT') return []
  throw error
}

function ignoreMissingFile(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null
  throw error
}
