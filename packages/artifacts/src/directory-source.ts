import { readFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import type { ArtifactSource, SourceVersion } from '@tenon/model'
import { z } from 'zod'
import { artifactErrors } from './artifact-errors.ts'

const indexSchema = z.object({
  versions: z.array(z.object({
    packageName: z.string().min(1),
    version: z.string().min(1),
    file: z.string().refine((file) => file !== '' && basename(file) === file && file !== '..' && file !== '.', 'is not a plain file name'),
    integrity: z.string().min(1),
    deprecated: z.string().nullish(),
  })),
})

/**
 * A directory of tarballs with an `index.json` that lists them with their sha512: for demos and
 * air-gapped installs. The index is read at every list, so a version added to the directory is seen
 * at the next look.
 */
export function directorySource(directory: string): ArtifactSource {
  const root = resolve(directory)
  return {
    description: `directory ${basename(root)}`,
    list: async (packages) => (await readIndex(root)).filter(({ packageName }) => packages?.includes(packageName) ?? true),
    fetch: (version) => fetchFile(root, version),
  }
}

async function readIndex(root: string): Promise<readonly SourceVersion[]> {
  const parsed = indexSchema.safeParse(await readJson(root))
  if (!parsed.success) throw invalidIndex(parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`).join('; '))
  return parsed.data.versions.map(({ packageName, version, file, integrity, deprecated }) => ({ packageName, version, integrity, deprecated: deprecated ?? null, location: file }))
}

async function readJson(root: string): Promise<unknown> {
  const text = await readFile(join(root, 'index.json'), 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw unavailable(root, error)
  })
  try {
    return JSON.parse(text)
  } catch (error) {
    throw invalidIndex((error as Error).message)
  }
}

async function fetchFile(root: string, version: SourceVersion): Promise<Uint8Array> {
  return readFile(join(root, basename(version.location))).catch((error: NodeJS.ErrnoException) => {
    throw unavailable(root, error)
  })
}

function unavailable(root: string, error: NodeJS.ErrnoException) {
  return artifactErrors.SOURCE_UNAVAILABLE({ source: `directory ${basename(root)}`, reason: error.code ?? error.message }, { cause: error })
}

function invalidIndex(reason: string) {
  return artifactErrors.SOURCE_INDEX_INVALID({ file: 'index.json', reason })
}
