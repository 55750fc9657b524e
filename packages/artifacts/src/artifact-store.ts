import { mkdir } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { AdmittedArtifact, ArtifactSource, ArtifactStore, Clock, StoredArtifact } from '@tenon/model'
import { systemClock } from '@tenon/model'
import { placeOf } from './artifact-place.ts'
import type { ArtifactPlace } from './artifact-place.ts'
import { createAdmission } from './evidence/admission.ts'
import type { EvidenceOptions } from './evidence/evidence-options.ts'
import { writeOrigin } from './evidence/kept-origin.ts'
import { findOffer } from './find-offer.ts'
import type { FindOfferOptions, Offer } from './find-offer.ts'
import { assertIntegrity } from './integrity.ts'
import type { ArtifactIdentity } from './integrity.ts'
import { linkPeers } from './link-peers.ts'
import { readArtifact } from './read-artifact.ts'
import { readCatalogOf } from './read-catalog.ts'
import { readPeerVersions } from './read-peer-versions.ts'
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
  /** What versions must prove of their origin. Default: what each source says; nothing is required. */
  readonly evidence?: EvidenceOptions
  /** When evidence is checked. Default: the machine's clock. */
  readonly clock?: Clock
}

/**
 * The content-addressed store of module versions. Bytes are verified before they are unpacked, and
 * again, file by file, at every `open`: a changed byte is found before any code runs, and refuses
 * that version alone. Does no I/O until it is asked for something.
 */
export function createArtifactStore(options: CreateArtifactStoreOptions): ArtifactStore {
  const directory = resolve(options.directory)
  const opening = new Map<string, Promise<StoredArtifact>>()
  const offers = new Map<string, Offer>()
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
    if (!(await isUnpacked(place))) await fetchInto(place, artifact, { sources: options.sources, offers })
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

  const admission = createAdmission({ sources: options.sources, offers, evidence: options.evidence ?? {}, clock: options.clock ?? systemClock })

  async function admit(artifact: ArtifactIdentity): Promise<AdmittedArtifact> {
    const stored = await open(artifact)
    return { ...stored, evidence: await admission.judge(artifact, placeOf(directory, artifact)) }
  }

  return {
    async open(artifact) {
      const stored = await open(artifact)
      await admission.assertKeptHolds(artifact, placeOf(directory, artifact))
      return stored
    },
    admit,
    readCatalog: (known = []) => readCatalogOf(options.sources, { known, offers, ruleFor: admission.ruleFor, admit }),
    suppliedPeers: () => readPeerVersions(options.peers),
  }
}

async function fetchInto(place: ArtifactPlace, artifact: ArtifactIdentity, where: FindOfferOptions): Promise<void> {
  const { source, version } = await findOffer(artifact, where)
  const tarball = await source.fetch(version)
  assertIntegrity(artifact, tarball, `the tarball from the ${source.description}`)
  await unpackArtifact(place, tarball, await readTarball(artifact, tarball))
  await writeOrigin(place, { source: source.description })
}
