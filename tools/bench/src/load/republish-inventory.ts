import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createArtifactStore, directorySource } from '@tenon/artifacts'
import { packTestModule, writeReleases } from '@tenon/test-kit'

const releases = fileURLToPath(new URL('../../../../releases', import.meta.url))

/**
 * Publishes the newest real inventory release again under `count` version numbers. The bytes differ
 * in their versions only; each is verified, unpacked and compiled on its own.
 * @returns the version it was made from
 */
export async function republishInventory(directory: string, count: number): Promise<string> {
  const store = createArtifactStore({ directory: join(directory, 'original'), sources: [directorySource(releases)], peers: {} })
  const { versions } = await store.readCatalog()
  const newest = versions.toSorted((a, b) => a.version.localeCompare(b.version, 'en', { numeric: true })).at(-1)
  if (newest === undefined) throw new TypeError(`${releases} holds no version of inventory`)
  const original = await readFiles((await store.open(newest)).directory)
  const packed = Array.from({ length: count }, (_, index) => packTestModule({ name: 'inventory', version: `9.0.${index}`, files: rewritten(original, `9.0.${index}`) }))
  await writeReleases(join(directory, 'releases'), await Promise.all(packed))
  return newest.version
}

async function readFiles(root: string): Promise<Readonly<Record<string, string>>> {
  const paths = (await readdir(root, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return Object.fromEntries(await Promise.all(paths.map(async (path) => [path.slice(root.length + 1), await readFile(path, 'utf8')] as const)))
}

function rewritten(files: Readonly<Record<string, string>>, version: string): Readonly<Record<string, string>> {
  const renamed = (file: string, changes: object) => JSON.stringify({ ...(JSON.parse(files[file] ?? '{}') as object), ...changes })
  return {
    ...files,
    'package.json': renamed('package.json', { name: '@test/inventory', version }),
    'dist/manifest.json': renamed('dist/manifest.json', { packageName: '@test/inventory', version }),
    'dist/module.js': `${files['dist/module.js'] ?? ''}\n// ${version}\n`,
  }
}
