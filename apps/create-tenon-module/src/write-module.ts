import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { generatorErrors } from './generator-errors.ts'
import type { ModuleFile } from './module-file.ts'

/**
 * Writes files into a folder that does not exist yet: they are written beside it and moved there at once, so it is whole
 * or absent.
 * @throws MODULE_EXISTS
 */
export async function writeModule(directory: string, files: readonly ModuleFile[]): Promise<void> {
  if (existsSync(directory)) throw generatorErrors.MODULE_EXISTS({ directory })
  await mkdir(dirname(directory), { recursive: true })
  const draft = await mkdtemp(join(dirname(directory), `.${basename(directory)}-`))
  try {
    for (const { path, text } of files) {
      await mkdir(dirname(join(draft, path)), { recursive: true })
      await writeFile(join(draft, path), text)
    }
    await rename(draft, directory)
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
}
