import { isTenonError } from '@tenon/model'
import type { ArtifactSource, CatalogReading, CatalogVersion, RefusedVersion, SourceVersion, StoredArtifact } from '@tenon/model'
import { artifactErrors } from './artifact-errors.ts'
import type { ArtifactIdentity } from './integrity.ts'

/** Versions opened at once while a catalog is read: enough to hide latency, few enough for memory. */
const openedAtOnce = 8

type Open = (artifact: ArtifactIdentity) => Promise<StoredArtifact>

/**
 * Reads every version of every source. What fails is left out and reported, one by one: a broken
 * tarball refuses itself, an unreachable source refuses its list (`packageName` is then the
 * source's description and `version` is `*`).
 * @returns versions and refusals sorted by package and version text
 */
export async function readCatalogOf(sources: readonly ArtifactSource[], open: Open): Promise<CatalogReading> {
  const lists = await Promise.all(sources.map(listOrRefuse))
  const { offered, refused } = firstOffers(lists.flatMap(({ versions }) => versions))
  const readings = await inParallel(offered, (version) => readOrRefuse(version, open))
  return {
    versions: readings.flatMap((reading) => ('manifest' in reading ? [reading] : [])).toSorted(byName),
    refused: [...lists.flatMap((list) => list.refused), ...refused, ...readings.flatMap((reading) => ('code' in reading ? [reading] : []))].toSorted(byName),
  }
}

async function listOrRefuse(source: ArtifactSource): Promise<{ readonly versions: readonly SourceVersion[]; readonly refused: readonly RefusedVersion[] }> {
  try {
    return { versions: await source.list(), refused: [] }
  } catch (error) {
    return { versions: [], refused: [{ packageName: source.description, version: '*', ...reasonOf(error, 'SOURCE_UNAVAILABLE') }] }
  }
}

/** One version has one content. The first source wins; one that offers other bytes under the same name is refused. */
function firstOffers(offers: readonly SourceVersion[]): { readonly offered: readonly SourceVersion[]; readonly refused: readonly RefusedVersion[] } {
  const first = new Map<string, SourceVersion>()
  const refused: RefusedVersion[] = []
  for (const offer of offers) {
    const { packageName, version } = offer
    const known = first.get(`${packageName}@${version}`)
    first.set(`${packageName}@${version}`, known ?? offer)
    if (known === undefined || known.integrity === offer.integrity) continue
    const error = artifactErrors.ARTIFACT_INTEGRITY_MISMATCH({ packageName, version, where: 'a second offer', expected: known.integrity, found: offer.integrity })
    refused.push({ packageName, version, ...reasonOf(error, error.code) })
  }
  return { offered: [...first.values()], refused }
}

async function readOrRefuse(offer: SourceVersion, open: Open): Promise<CatalogVersion | RefusedVersion> {
  const { packageName, version, integrity, deprecated } = offer
  try {
    const { module, manifest } = await open(offer)
    return { module, packageName, version, integrity, status: deprecated === null ? 'available' : 'deprecated', manifest }
  } catch (error) {
    return { packageName, version, ...reasonOf(error, 'ARTIFACT_UNREADABLE') }
  }
}

function reasonOf(error: unknown, otherwise: string): Pick<RefusedVersion, 'code' | 'reason'> {
  return isTenonError(error) ? { code: error.code, reason: error.problem.title } : { code: otherwise, reason: error instanceof Error ? error.message : String(error) }
}

async function inParallel<Item, Result>(items: readonly Item[], work: (item: Item) => Promise<Result>): Promise<readonly Result[]> {
  const results: Result[] = []
  const queue = items.entries()
  await Promise.all(Array.from({ length: openedAtOnce }, async () => {
    for (const [index, item] of queue) results[index] = await work(item)
  }))
  return results
}

function byName(a: Pick<SourceVersion, 'packageName' | 'version'>, b: Pick<SourceVersion, 'packageName' | 'version'>): number {
  const [left, right] = [`${a.packageName} ${a.version}`, `${b.packageName} ${b.version}`]
  return left < right ? -1 : Number(left > right)
}
