import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { MigrationPhase, MigrationRun } from '@tenon/model'

/** One migration as its author has it: texts, not yet judged. */
export interface MigrationText {
  /** Folder name. */
  readonly name: string
  readonly up: string
  readonly down: string | null
  readonly restore: string | null
}

/** The first two lines of a migration. */
export interface MigrationHeader {
  readonly phase: MigrationPhase
  readonly run: MigrationRun
}

const phases: readonly string[] = ['expand', 'backfill', 'contract', 'irreversible'] satisfies readonly MigrationPhase[]
const runs: readonly string[] = ['transaction', 'outside', 'batches'] satisfies readonly MigrationRun[]

/** Reads the folders of a module's history, in order, without judging them; empty when there are none. */
export async function readMigrationTexts(packageDirectory: string): Promise<readonly MigrationText[]> {
  const directory = join(packageDirectory, 'prisma', 'migrations')
  const entries = await readdir(directory, { withFileTypes: true }).catch(ignoreMissing)
  const folders = (entries ?? []).filter((entry) => entry.isDirectory()).map(({ name }) => name).toSorted()
  return Promise.all(folders.map(async (name) => {
    // A byte order mark is no part of the SQL: the build leaves it out too.
    const read = (file: string) => readFile(join(directory, name, file), 'utf8').then((text) => text.replace(/^\uFEFF/, ''), ignoreMissing)
    const [up, down, restore] = await Promise.all([read('migration.sql'), read('down.sql'), read('restore.sql')])
    return { name, up: up ?? '', down, restore }
  }))
}

/** What the first two lines of `migration.sql` declare; null when they do not. */
export function headerOf(up: string): MigrationHeader | null {
  const [first = '', second = ''] = up.split('\n', 2).map((line) => line.trimEnd())
  const phase = first.startsWith('-- phase: ') ? first.slice('-- phase: '.length) : ''
  const run = second.startsWith('-- run: ') ? second.slice('-- run: '.length) : 'transaction'
  return phases.includes(phase) && runs.includes(run) ? { phase: phase as MigrationPhase, run: run as MigrationRun } : null
}

function ignoreMissing(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null
  throw error
}
