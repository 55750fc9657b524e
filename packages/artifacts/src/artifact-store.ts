import { mkdir } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { ArtifactSource, ArtifactStore, CatalogReading, SourceVersion, StoredArtifact } from '@tenon/model'
import { artifactErrors } from './artifact-errors.ts'
import { placeOf } from './artifact-place.ts'
import type { ArtifactPlace } from './artifact-place.ts'
import { assertIntegrity } from './integrity.ts'
import type { ArtifactIdentity } from './integrity.ts'
import { linkPeers } from './link-peers.ts'
import { readArtifact } from './read-artifact.ts'
import { readCatalogOf } from './read-catalog.ts'
import { readTarball } from './read-tarball.ts'
import { isUnpacked, unpackArtifact } from './unpack-artifact.ts'
import { verifyArtifact } from './verify-artifact.ts'

/** Where versions are kept and where they come from. */
export interface CreateArtifactStoreOptions {
  /** Directory of the store. Created when missing. Several processes may share it. */
  readonly directory: string
  /** Asked in this order; the first one that has a version delivers it. */
  readonly sources: readonly ArtifactSource[]
  /** Package name to the directory of the host's own copy: what modules leave out of their bundle. */
  readonly peers: Readonly<Record<string, string>>
}

/**
 * The content-addressed store of module versions. Bytes are verified before they are unpacked, and
 * again, file by file, at every `open`: a changed byte is found before any code runs, and refuses
 * that version alone. Does no I/O until it is asked for something.
 */
export function createArtifactStore(options: CreateArtifactStoreOptions): ArtifactStore {
  const directory = resolve(options.directory)
  const opening = new Map<string, Promise<StoredArtifact>>()
  let prepared: Promise<void> | null = null

  async function prepare(): Promise<void> {
    prepared ??= mkdir(directory, { recursive: true }).then(() => linkPeers(directory, options.peers))
    await prepared.catch((error: unknown) => {
      prepared = null
      throw error
    })
  }

  async function openOnce(artifact: ArtifactIdentity): Promise<StoredArtifact> {
    await prepare()
    const place = placeOf(directory, artifact)
    if (!(await isUnpacked(place))) await fetchInto(place, artifact, options.sources)
    await verifyArtifact(artifact, place)
    return readArtifact(artifact, place.files)
  }

  /** Callers at the same time share one opening; a later caller verifies anew. */
  function open({ packageName, version, integrity }: ArtifactIdentity): Promise<StoredArtifact> {
    const key = `${packageName}@${version} ${integrity}`
    const running = opening.get(key) ?? openOnce({ packageName, version, integrity }).finally(() => opening.delete(key))
    opening.set(key, running)
    return running
  }

  return {
    open,
    readCatalog: (): Promise<CatalogReading> => readCatalogOf(options.sources, open),
  }
}

async function fetchInto(place: ArtifactPlace, artifact: ArtifactIdentity, sources: readonly ArtifactSource[]): Promise<void> {
  const { source, version } = await findVersion(artifact, sources)
  const tarball = await source.fetch(version)
  assertIntegrity(artifact, tarball, `the tarball from the ${source.description}`)
  await unpackArtifact(place, tarball, await readTarball(artifact, tarball))
}

async function findVersion(artifact: ArtifactIdentity, sources: readonly ArtifactSource[]): Promise<{ readonly source: ArtifactSource; readonly version: SourceVersion }> {
  const { packageName, version, integrity } = artifact
  const failures: unknown[] = []
  for (const source of sources) {
    const listed = await source.list([packageName]).catch((error: unknown) => {
      failures.push(error)
      return []
    })
    const found = listed.find((candidate) => candidate.packageName === packageName && candidate.version === version)
    if (found !== undefined && found.integrity !== integrity) {
      failures.push(artifactErrors.ARTIFACT_INTEGRITY_MISMATCH({ packageName, version, where: `the offer of the ${source.description}`, expected: integrity, found: found.integrity }))
    } else if (found !== undefined) return { source, version: found }
  }
  throw failures[0] ?? artifactErrors.ARTIFACT_UNKNOWN({ packageName, version, sources: sources.map(({ description }) => description) })
}
