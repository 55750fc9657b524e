import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import ssri from 'ssri'
import { releaseErrors } from './errors.ts'
import { packModule } from './pack-module.ts'
import { addRelease } from './release-index.ts'
import type { ReleasedVersion, ReleaseIndex } from './release-index.ts'
import { requirePortable } from './require-portable.ts'

/** What to release, and where releases are kept. */
export interface ReleaseModuleOptions {
  /** Absolute directory of the package. */
  readonly packageDirectory: string
  /** Absolute directory of the tarballs and their index. */
  readonly releasesDirectory: string
  /** Paths of this machine that no release may hold. */
  readonly machinePaths: readonly string[]
}

/**
 * Builds a module, packs it and adds it to the releases. Runs again without a change when nothing changed.
 * @throws RELEASE_UNVERSIONED, RELEASE_COMMAND_FAILED, RELEASE_HOLDS_MACHINE_PATH, RELEASE_IMMUTABLE
 */
export async function releaseModule(options: ReleaseModuleOptions): Promise<ReleasedVersion> {
  const { name, version } = JSON.parse(await readFile(join(options.packageDirectory, 'package.json'), 'utf8')) as { name: string; version: string }
  if (version === '0.0.0') throw releaseErrors.RELEASE_UNVERSIONED({ packageName: name })
  const destination = await mkdtemp(join(tmpdir(), 'tenon-release-'))
  try {
    const tarball = packModule(options.packageDirectory, destination)
    const bytes = await readFile(tarball)
    requirePortable(basename(tarball), bytes, options.machinePaths)
    const integrity = ssri.fromData(bytes, { algorithms: ['sha512'] }).toString()
    const release = { packageName: name, version, file: basename(tarball), integrity, deprecated: null }
    await keep(options.releasesDirectory, release, bytes)
    return release
  } finally {
    await rm(destination, { recursive: true, force: true })
  }
}

async function keep(directory: string, release: ReleasedVersion, bytes: Uint8Array): Promise<void> {
  const file = join(directory, 'index.json')
  const index = addRelease(await readIndex(file), release)
  await mkdir(directory, { recursive: true })
  await writeFile(join(directory, release.file), bytes)
  await writeFile(file, `${JSON.stringify(index, null, 2)}\n`)
}

async function readIndex(file: string): Promise<ReleaseIndex> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as ReleaseIndex
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { versions: [] }
    throw error
  }
}
