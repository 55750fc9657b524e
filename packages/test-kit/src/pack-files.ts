import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { create } from 'tar'

/** Contents by path inside the package. */
export type PackageFiles = Readonly<Record<string, string | Uint8Array>>

/** A tarball and its sha512, as an index of releases names it. */
export interface PackedFiles {
  readonly tarball: Uint8Array
  readonly integrity: string
}

/** Packs files as `npm pack` would. The same files give the same bytes. */
export async function packFiles(files: PackageFiles): Promise<PackedFiles> {
  const directory = await mkdtemp(join(tmpdir(), 'tenon-pack-'))
  try {
    for (const [path, content] of Object.entries(files)) {
      await mkdir(dirname(join(directory, 'package', path)), { recursive: true })
      await writeFile(join(directory, 'package', path), content)
    }
    await create({ cwd: directory, file: join(directory, 'packed.tgz'), gzip: true, portable: true, mtime: new Date(0) }, Object.keys(files).toSorted().map((path) => `package/${path}`))
    const tarball = await readFile(join(directory, 'packed.tgz'))
    return { tarball, integrity: `sha512-${createHash('sha512').update(tarball).digest('base64')}` }
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}
