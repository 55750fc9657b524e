import { glob, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** The part of a package.json that matters to those who install it. */
export interface PublishedManifest {
  readonly name: string
  readonly version: string
  readonly private?: boolean
  readonly files?: readonly string[]
  readonly exports?: Readonly<Record<string, unknown>>
  readonly bin?: Readonly<Record<string, string>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

/** A package of this workspace that is meant for users. */
export interface PublishedPackage {
  /** Absolute. */
  readonly directory: string
  readonly manifest: PublishedManifest
}

/** Every workspace package that is not private, sorted by name. */
export async function publishedPackages(root: string): Promise<readonly PublishedPackage[]> {
  const { workspaces } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { workspaces: readonly string[] }
  const files = await Array.fromAsync(glob(workspaces.map((pattern) => `${pattern}/package.json`), { cwd: root }))
  const all = await Promise.all(files.map(async (file) => ({ directory: join(root, dirname(file)), manifest: JSON.parse(await readFile(join(root, file), 'utf8')) as PublishedManifest })))
  return all.filter((each) => each.manifest.private !== true).toSorted((a, b) => (a.manifest.name < b.manifest.name ? -1 : 1))
}
