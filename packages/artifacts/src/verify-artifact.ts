import { readdir, readFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { artifactErrors } from './artifact-errors.ts'
import type { ArtifactPlace } from './artifact-place.ts'
import { assertIntegrity, integrityOf } from './integrity.ts'
import type { ArtifactIdentity } from './integrity.ts'
import { readTarball } from './read-tarball.ts'

/**
 * Checks an artifact in the store byte by byte: the kept tarball against the integrity it was
 * published with, then every unpacked file against the tarball. A file too many, too few, or a link
 * in place of a file is a mismatch too.
 * @throws ARTIFACT_INTEGRITY_MISMATCH naming the file
 */
export async function verifyArtifact(artifact: ArtifactIdentity, place: ArtifactPlace): Promise<void> {
  const tarball = await readFile(place.tarball).catch(missingAsEmpty)
  assertIntegrity(artifact, tarball, 'the stored tarball')
  const expected = await readTarball(artifact, tarball)
  const found = await listFiles(place.files)
  const paths = [...new Set([...expected.keys(), ...found.keys()])]
  // All reads at once: waiting for one file after the other was half the time of a load.
  await Promise.all(paths.map(async (path) => {
    const bytes = found.get(path) === 'file' ? await readFile(join(place.files, path)) : null
    assertSame(artifact, path, { expected: expected.get(path) ?? null, found: bytes })
  }))
}

/** Everything but directories. What is no plain file, such as a link, counts as a file without its bytes. */
async function listFiles(directory: string): Promise<ReadonlyMap<string, 'file' | 'other'>> {
  const entries = await readdir(directory, { withFileTypes: true, recursive: true }).catch(() => [])
  const files = entries.filter((entry) => !entry.isDirectory())
  return new Map(files.map((entry) => [relative(directory, join(entry.parentPath, entry.name)).split(sep).join('/'), entry.isFile() ? 'file' : 'other']))
}

function assertSame({ packageName, version }: ArtifactIdentity, path: string, bytes: { readonly expected: Uint8Array | null; readonly found: Uint8Array | null }): void {
  const { expected, found } = bytes
  if (expected !== null && found !== null && Buffer.compare(expected, found) === 0) return
  throw artifactErrors.ARTIFACT_INTEGRITY_MISMATCH({ packageName, version, where: path, expected: digest(expected), found: digest(found) })
}

function digest(bytes: Uint8Array | null): string {
  return bytes === null ? 'no such file' : integrityOf(bytes)
}

function missingAsEmpty(): Uint8Array {
  return new Uint8Array()
}
