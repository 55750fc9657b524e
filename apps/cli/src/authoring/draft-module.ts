import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createSchemaEngineAdapter, openDatabase } from '@tenon/database'
import { draftMigration, readMigrationTexts } from '@tenon/migrator/authoring'
import type { MigrationDraft } from '@tenon/migrator/authoring'
import type { MigrationPhase } from '@tenon/model'
import { cliErrors } from '../cli-errors.ts'
import { withScratchServer } from './with-scratch-server.ts'

/** What to draft, and where. */
export interface DraftModuleOptions {
  /** Folder of the module. */
  readonly directory: string
  /** `add_lots`. */
  readonly name: string
  readonly phase?: MigrationPhase
  readonly env: Readonly<Record<string, string | undefined>>
}

/**
 * Drafts migrations for a module in a folder. Writes nothing.
 * @throws MODULE_SCHEMA_MISSING and the errors of `draftMigration`
 */
export async function draftModule({ directory, name, phase, env }: DraftModuleOptions): Promise<MigrationDraft> {
  const schema = await readFile(join(directory, 'prisma/schema.prisma'), 'utf8').catch((cause: unknown) => { throw cliErrors.MODULE_SCHEMA_MISSING({ directory }, { cause }) })
  const migrations = await readMigrationTexts(directory)
  return withScratchServer(env, async (url) => {
    const database = await openDatabase({ url })
    try {
      const engineAdapter = (scratch: string) => createSchemaEngineAdapter({ url, schema: scratch })
      return await draftMigration({ database, engineAdapter, scratchSchema: `tenon_draft_${randomBytes(6).toString('hex')}`, migrations, schema, name, ...(phase !== undefined && { phase }) })
    } finally {
      await database.close()
    }
  })
}

/** Writes the drafted files into the module's folder. Never overwrites one. */
export async function writeDraft(directory: string, { migrations }: MigrationDraft): Promise<void> {
  for (const { name, up, down } of migrations) {
    const folder = join(directory, 'prisma/migrations', name)
    await mkdir(folder, { recursive: true })
    await writeFile(join(folder, 'migration.sql'), up, { flag: 'wx' })
    if (down !== null) await writeFile(join(folder, 'down.sql'), down, { flag: 'wx' })
  }
}
