import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * sha256 (hex) of each `prisma/migrations/<folder>/migration.sql` of a package as it stands, by folder: what
 * Prisma writes into its own table `_prisma_migrations` when it applies one.
 */
export async function readPrismaChecksums(packageDirectory: string): Promise<ReadonlyMap<string, string>> {
  const directory = join(packageDirectory, 'prisma', 'migrations')
  const folders = (await readdir(directory, { withFileTypes: true })).filter((entry) => entry.isDirectory())
  const checksums = folders.map(async ({ name }) => [name, createHash('sha256').update(await readFile(join(directory, name, 'migration.sql'))).digest('hex')] as const)
  return new Map(await Promise.all(checksums))
}
