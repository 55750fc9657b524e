import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ArtifactStore, StoredArtifact } from '@tenon/model'
import { createArtifactStore, directorySource } from '@tenon/artifacts'
import type { PackedModule } from '@tenon/test-kit'
import { writeReleases } from '@tenon/test-kit'

/** The SDK this workspace runs: what a host hands to its modules. */
export const sdkDirectory = dirname(fileURLToPath(import.meta.resolve('@tenon/module-sdk/package.json')))

/** A store over a directory of releases, in a temporary place. */
export interface StoreFixture extends AsyncDisposable {
  readonly store: ArtifactStore
  readonly releases: string
  /** The same store as another process would open it. */
  reopen(): ArtifactStore
}

/** Writes releases and a store that reads them. */
export async function openStoreFixture(modules: readonly PackedModule[]): Promise<StoreFixture> {
  const root = await mkdtemp(join(tmpdir(), 'tenon-store-'))
  const releases = join(root, 'releases')
  await writeReleases(releases, modules)
  const reopen = () => createArtifactStore({ directory: join(root, 'store'), sources: [directorySource(releases)], peers: { '@tenon/module-sdk': sdkDirectory } })
  return { store: reopen(), releases, reopen, [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }) }
}

/** Changes one byte in the middle of a file. */
export async function changeByte(file: string): Promise<void> {
  const bytes = await readFile(file)
  const middle = Math.floor(bytes.length / 2)
  bytes[middle] = (bytes[middle] ?? 0) ^ 1
  await writeFile(file, bytes)
}

/** The tarball that the store keeps beside the unpacked files. */
export function keptTarball({ directory }: StoredArtifact): string {
  return join(dirname(directory), 'package.tgz')
}
