import { randomUUID } from 'node:crypto'
import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { ArtifactPlace } from './artifact-place.ts'
import type { PackageFiles } from './read-tarball.ts'

/**
 * Writes a verified tarball and its files to their place in the store: first into a temporary
 * directory beside it, then by one rename, so that a crash leaves either nothing or everything.
 * When another process was faster, its directory stays: its name says that the content is the same.
 */
export async function unpackArtifact(place: ArtifactPlace, tarball: Uint8Array, files: PackageFiles): Promise<void> {
  const temporary = `${place.directory}.${randomUUID()}.tmp`
  try {
    await writeFiles(join(temporary, 'package'), files)
    await writeFile(join(temporary, 'package.tgz'), tarball)
    await rename(temporary, place.directory)
  } catch (error) {
    await rm(temporary, { recursive: true, force: true })
    if (!(await exists(place.directory))) throw error
  }
}

/** Whether an artifact is in its place. */
export async function isUnpacked(place: ArtifactPlace): Promise<boolean> {
  return exists(place.directory)
}

async function writeFiles(directory: string, files: PackageFiles): Promise<void> {
  await mkdir(directory, { recursive: true })
  for (const [path, bytes] of files) {
    const file = join(directory, ...path.split('/'))
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, bytes)
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(() => true, () => false)
}
