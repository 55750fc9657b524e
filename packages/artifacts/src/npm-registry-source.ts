import type { ArtifactSource, SourceVersion } from '@tenon/model'
import pacote from 'pacote'
import { artifactErrors } from './artifact-errors.ts'
import { readNpmrc } from './read-npmrc.ts'

/** Which registry, which packages, with which access. */
export interface NpmRegistrySourceOptions {
  /** Address of the registry. Default: what the `.npmrc` files say, else npm's own. */
  readonly registry?: string
  /** npm names of the module packages to offer: a registry cannot be asked for all it has. */
  readonly packages: readonly string[]
  /** `.npmrc` files, a later one wins: registries of scopes, tokens, proxies. Default: none. */
  readonly npmrc?: readonly string[]
  /** Values for `${NAME}` in the `.npmrc` files. Default: none. */
  readonly environment?: Readonly<Record<string, string | undefined>>
}

/** A registry that does not answer must not keep a host from starting for minutes. `fetch-timeout` in an `.npmrc` changes it. */
const timeout = 30_000

/** The registry says where a tarball is. Anything but an http address is refused: a git address would run scripts, a path would read this machine. */
const tarballsOnly = { allowGit: 'none', allowFile: 'none', allowDirectory: 'none' }

/**
 * Versions published to an npm registry, public or private. Nothing is installed and no script of a
 * package ever runs: only its metadata and its tarball are fetched.
 */
export function npmRegistrySource(options: NpmRegistrySourceOptions): ArtifactSource {
  async function clientOptions(): Promise<pacote.Options> {
    const fromFiles = await readNpmrc(options.npmrc ?? [], options.environment ?? {})
    return { timeout, ...fromFiles, ...tarballsOnly, ...(options.registry === undefined ? {} : { registry: options.registry }) }
  }

  return {
    description: 'npm registry',
    async list(packages = options.packages) {
      const client = await clientOptions()
      const wanted = packages.filter((name) => options.packages.includes(name))
      return (await Promise.all(wanted.map((name) => listVersions(name, client)))).flat()
    },
    async fetch(version) {
      const client = await clientOptions()
      try {
        return await pacote.tarball(version.location, client)
      } catch (error) {
        throw unavailable(error)
      }
    },
  }
}

/** A package nobody has published yet has no versions; that is no failure. */
async function listVersions(packageName: string, client: pacote.Options): Promise<readonly SourceVersion[]> {
  const packument = await pacote.packument(packageName, client).catch((error: unknown) => {
    if ((error as { code?: unknown }).code === 'E404') return null
    throw unavailable(error)
  })
  return Object.values(packument?.versions ?? {}).map(({ version, dist, deprecated }) => ({
    packageName,
    version,
    integrity: dist.integrity ?? dist.shasum ?? '',
    deprecated: typeof deprecated === 'string' && deprecated !== '' ? deprecated : null,
    location: dist.tarball,
  }))
}

/** The client's message may quote the address with its credentials; only the code leaves. */
function unavailable(error: unknown) {
  const { code } = error as { code?: unknown }
  return artifactErrors.SOURCE_UNAVAILABLE({ source: 'npm registry', reason: typeof code === 'string' ? code : 'the request failed' }, { cause: error })
}
