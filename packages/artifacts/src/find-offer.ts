import type { ArtifactSource, SourceVersion } from '@tenon/model'
import { artifactErrors } from './artifact-errors.ts'
import type { ArtifactIdentity } from './integrity.ts'

/** A version as one of the sources offers it. */
export interface Offer {
  readonly source: ArtifactSource
  readonly version: SourceVersion
}

/** Where offers are looked for. */
export interface FindOfferOptions {
  readonly sources: readonly ArtifactSource[]
  /** Offers of a reading in progress, by package and version: without them each new version would ask for its package's whole list again. */
  readonly offers: ReadonlyMap<string, Offer>
}

/**
 * Asks the sources in their order for a version with exactly this integrity.
 * @throws what the first source that failed said, ARTIFACT_INTEGRITY_MISMATCH when one offers other bytes, ARTIFACT_UNKNOWN
 */
export async function findOffer(artifact: ArtifactIdentity, { sources, offers }: FindOfferOptions): Promise<Offer> {
  const { packageName, version, integrity } = artifact
  const seen = offers.get(`${packageName} ${version}`)
  if (seen?.version.integrity === integrity) return seen
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
