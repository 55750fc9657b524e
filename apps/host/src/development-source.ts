import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { directorySource } from '@tenon/artifacts'
import type { ArtifactSource } from '@tenon/model'

/** The builds of whoever works on a module, as `tenon dev --module` puts them down; an empty directory to begin with. */
export async function developmentSource(directory: string): Promise<ArtifactSource> {
  await mkdir(directory, { recursive: true })
  await writeFile(join(directory, 'index.json'), '{ "versions": [] }\n', { flag: 'wx' }).catch(unlessThere)
  return directorySource(directory, { evidence: 'off' })
}

function unlessThere(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error
}
