import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { PackedModule } from '../pack-test-module.ts'
import { packFiles } from '../pack-files.ts'
import type { PackageFiles } from '../pack-files.ts'
import type { MatrixVersion } from '../suite/module-matrix.ts'

type JsonObject = Readonly<Record<string, unknown>>

/** Packs a module's folder as it was built last, under the version that the matrix gives it. */
export async function packWorkingCopy(directory: string, { version, manifest }: MatrixVersion): Promise<PackedModule> {
  const renamed = {
    'package.json': { ...await readObject(directory, 'package.json'), version },
    'dist/manifest.json': manifest,
    'dist/openapi.json': withInfo(await readObject(directory, 'dist/openapi.json'), version),
  }
  const files = { ...await readFolder(directory, 'dist'), ...await readFolder(directory, 'prisma'), ...mapOf(renamed) }
  const { tarball, integrity } = await packFiles(files)
  return { packageName: manifest.packageName, version, integrity, deprecated: null, location: `${manifest.name}-${version}.tgz`, tarball, manifest }
}

function mapOf(objects: Readonly<Record<string, unknown>>): PackageFiles {
  return Object.fromEntries(Object.entries(objects).map(([path, value]) => [path, JSON.stringify(value)]))
}

function withInfo(document: JsonObject, version: string): JsonObject {
  return { ...document, info: { ...(document['info'] as JsonObject | undefined), version } }
}

async function readObject(directory: string, file: string): Promise<JsonObject> {
  return JSON.parse(await readFile(join(directory, file), 'utf8')) as JsonObject
}

async function readFolder(directory: string, folder: string): Promise<PackageFiles> {
  const entries = await readdir(join(directory, folder), { recursive: true, withFileTypes: true }).catch(ignoreMissing)
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return Object.fromEntries(await Promise.all(files.map(async (file) => [file.slice(directory.length + 1).replaceAll('\\', '/'), await readFile(file)] as const)))
}

function ignoreMissing(error: NodeJS.ErrnoException): [] {
  if (error.code === 'ENOENT') return []
  throw error
}
