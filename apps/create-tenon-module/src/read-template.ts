import { readdir, readFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ModuleFile } from './module-file.ts'

/** The files of the template, in the order of their paths. */
export function readTemplate(): Promise<readonly ModuleFile[]> {
  return readFiles(fileURLToPath(new URL('../template', import.meta.url)))
}

/** Every file below a folder, in the order of their paths. */
export async function readFiles(directory: string): Promise<readonly ModuleFile[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true })
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)).toSorted()
  return Promise.all(paths.map(async (path) => ({ path: relative(directory, path).split(sep).join('/'), text: await readFile(path, 'utf8') })))
}
