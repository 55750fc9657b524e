import type { ArtifactSource, EvidencePolicy, SourceVersion } from '@tenon/model'
import fetchFromRegistry from 'npm-registry-fetch'
import pacote from 'pacote'
import { defaultNpmOptions, readNpmConfig } from './read-npm-config.ts'
import type { NpmConfiguration } from './read-npm-config.ts'
import { createProofReader } from './read-proof.ts'
import type { PublishedDist } from './read-proof.ts'
import { registryFailure } from './registry-failure.ts'

/** Which registry, which packages, with which access. */
export interface NpmRegistrySourceOptions {
  /** Address of the registry. Default: what npm's configuration says, else npm's own. */
  readonly registry?: string
  /** npm names of the module packages to offer: a registry cannot be asked for all it has. */
  readonly packages: readonly string[]
  /** npm's configuration: registries of scopes, access, proxies, certificates. Default: none is read. */
  readonly configuration?: NpmConfiguration
  /** How much proof its versions need when no rule speaks of their package. Default `warn`. */
  readonly evidence?: EvidencePolicy
}

/** The registry says where a tarball is. Anything but an http address is refused: a git address would run scripts, a path would read this machine. */
const tarballsOnly = { allowGit: 'none', allowFile: 'none', allowDirectory: 'none' }

/**
 * Versions published to an npm registry, public or private, reached as npm itself would reach it.
 * Nothing is installed and no script of a package ever runs: only its metadata, its proof and its
 * tarball are fetched. Failures name what to fix and never what gives access.
 */
export function npmRegistrySource(options: NpmRegistrySourceOptions): ArtifactSource {
  const dists = new WeakMap<SourceVersion, PublishedDist>()
  const proofs = createProofReader()

  async function clientOptions(): Promise<pacote.Options> {
    const configured = options.configuration === undefined ? defaultNpmOptions : await readNpmConfig(options.configuration)
    return { ...configured, ...tarballsOnly, preferOnline: true, ...(options.registry === undefined ? {} : { registry: options.registry }) }
  }

  async function listVersions(packageName: string, client: pacote.Options): Promise<readonly SourceVersion[]> {
    const packument = await readPackument(packageName, client)
    return Object.values(packument?.versions ?? {}).map((manifest) => {
      const version = versionOf(packageName, manifest, packument?.time?.[manifest.version])
      dists.set(version, manifest.dist as PublishedDist)
      return version
    })
  }

  return {
    description: 'npm registry',
    evidence: options.evidence ?? 'warn',
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
        throw registryFailure(error, { url: version.location, client: client as never })
      }
    },
    async proof(version) {
      const client = await clientOptions()
      const listed = dists.has(version) ? version : (await listVersions(version.packageName, client)).find((candidate) => candidate.version === version.version)
      const dist = listed === undefined ? undefined : dists.get(listed)
      const registry = registryOf(version.packageName, client)
      if (dist === undefined) return null
      try {
        return await proofs.read(dist, { registry, client, publishedAt: listed?.publishedAt ?? null })
      } catch (error) {
        throw registryFailure(error, { url: registry, client: client as never })
      }
    },
  }
}

/** A package nobody has published yet has no versions; that is no failure. */
async function readPackument(packageName: string, client: pacote.Options): Promise<pacote.Packument | null> {
  return pacote.packument(packageName, { ...client, fullMetadata: true }).catch((error: unknown) => {
    if ((error as { code?: unknown }).code === 'E404') return null
    throw registryFailure(error, { url: registryOf(packageName, client), client: client as never })
  })
}

function versionOf(packageName: string, { version, dist, deprecated }: pacote.Packument['versions'][string], publishedAt: string | undefined): SourceVersion {
  const { signatures = [], attestations } = dist as PublishedDist
  return {
    packageName,
    version,
    integrity: dist.integrity ?? dist.shasum ?? '',
    deprecated: typeof deprecated === 'string' && deprecated !== '' ? deprecated : null,
    location: dist.tarball,
    hasProof: signatures.length > 0 || attestations !== undefined,
    ...(publishedAt !== undefined && { publishedAt }),
  }
}

function registryOf(packageName: string, client: pacote.Options): string {
  return fetchFromRegistry.pickRegistry(packageName, client as fetchFromRegistry.Options)
}
