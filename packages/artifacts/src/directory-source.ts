import { readFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import type { ArtifactSource, EvidencePolicy, SourceVersion, VersionProof } from '@tenon/model'
import { z } from 'zod'
import { artifactErrors } from './artifact-errors.ts'

const plainName = z.string().refine((file) => file !== '' && basename(file) === file && file !== '..' && file !== '.', 'is not a plain file name')

const indexSchema = z.object({
  versions: z.array(z.object({
    packageName: z.string().min(1),
    version: z.string().min(1),
    file: plainName,
    integrity: z.string().min(1),
    deprecated: z.string().nullish(),
    publishedAt: z.iso.datetime().nullish(),
    proof: plainName.nullish(),
  })),
})

const proofSchema = z.object({
  signatures: z.array(z.object({ keyid: z.string(), sig: z.string() })),
  keys: z.array(z.object({ keyid: z.string(), keytype: z.string(), scheme: z.string(), key: z.string(), expires: z.string().nullable() })),
  attestations: z.array(z.object({ predicateType: z.string(), bundle: z.unknown() })),
  publishedAt: z.string().nullable(),
}) satisfies z.ZodType<VersionProof>

/** How a directory is read. */
export interface DirectorySourceOptions {
  /** How much proof its versions need when no rule speaks of their package. Default: `warn` for a version whose proof is in the directory, `off` for the others. */
  readonly evidence?: EvidencePolicy
}

/**
 * A directory of tarballs with an `index.json` that lists them with their sha512: for demos and
 * air-gapped installs. The index is read at every list, so a version added to the directory is seen
 * at the next look. A version may have its proof beside it, as `tenon releases pull` writes it.
 */
export function directorySource(directory: string, { evidence }: DirectorySourceOptions = {}): ArtifactSource {
  const root = resolve(directory)
  return {
    description: `directory ${basename(root)}`,
    ...(evidence !== undefined && { evidence }),
    list: async (packages) => (await readIndex(root)).filter(({ packageName }) => packages?.includes(packageName) ?? true).map(versionOf),
    fetch: (version) => fetchFile(root, version.location),
    async proof({ packageName, version }) {
      const file = (await readIndex(root)).find((entry) => entry.packageName === packageName && entry.version === version)?.proof
      if (file === undefined || file === null) return null
      const parsed = proofSchema.safeParse(JSON.parse(Buffer.from(await fetchFile(root, file)).toString('utf8')))
      if (!parsed.success) throw invalidIndex(file, 'it is no proof of a version')
      return parsed.data
    },
  }
}

type IndexEntry = z.output<typeof indexSchema>['versions'][number]

function versionOf({ packageName, version, file, integrity, deprecated, publishedAt, proof }: IndexEntry): SourceVersion {
  return { packageName, version, integrity, deprecated: deprecated ?? null, location: file, hasProof: typeof proof === 'string', ...(typeof publishedAt === 'string' && { publishedAt }) }
}

async function readIndex(root: string): Promise<readonly IndexEntry[]> {
  const parsed = indexSchema.safeParse(await readJson(root))
  if (!parsed.success) throw invalidIndex('index.json', parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`).join('; '))
  return parsed.data.versions
}

async function readJson(root: string): Promise<unknown> {
  const text = await readFile(join(root, 'index.json'), 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw unavailable(root, error)
  })
  try {
    return JSON.parse(text)
  } catch (error) {
    throw invalidIndex('index.json', (error as Error).message)
  }
}

async function fetchFile(root: string, file: string): Promise<Uint8Array> {
  return readFile(join(root, basename(file))).catch((error: NodeJS.ErrnoException) => {
    throw unavailable(root, error)
  })
}

function unavailable(root: string, error: NodeJS.ErrnoException) {
  return artifactErrors.SOURCE_UNAVAILABLE({ source: `directory ${basename(root)}`, reason: error.code ?? error.message }, { cause: error })
}

function invalidIndex(file: string, reason: string) {
  return artifactErrors.SOURCE_INDEX_INVALID({ file, reason })
}
