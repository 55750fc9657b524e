import { canonicalJson, isTenonError } from '@tenon/model'
import type { AdmittedArtifact, ArtifactSource, CatalogReading, CatalogVersion, EvidenceRule, KnownVersion, ListedVersion, RefusedVersion, SourceVersion } from '@tenon/model'
import { artifactErrors } from './artifact-errors.ts'
import type { Offer } from './find-offer.ts'
import type { ArtifactIdentity } from './integrity.ts'

/** Versions opened at once while a catalog is read: enough to hide latency, few enough for memory. */
const openedAtOnce = 8

/** What a reading of the sources works with. */
export interface ReadCatalogOptions {
  /** Not opened again while integrity and rule stay the same. */
  readonly known: readonly KnownVersion[]
  /** Holds the offers of what is not known while it is opened. */
  readonly offers: Map<string, Offer>
  readonly ruleFor: (source: ArtifactSource, version: SourceVersion) => EvidenceRule
  readonly admit: (artifact: ArtifactIdentity) => Promise<AdmittedArtifact>
}

interface Offered extends Offer {
  readonly rule: EvidenceRule
}

/**
 * Reads the lists of every source and opens what is not known. What fails is left out and reported,
 * one by one: a broken tarball refuses itself, an unreachable source refuses its list (`packageName`
 * is then the source's description and `version` is `*`).
 * @returns versions and refusals sorted by package and version text
 */
export async function readCatalogOf(sources: readonly ArtifactSource[], { known, offers, ruleFor, admit }: ReadCatalogOptions): Promise<CatalogReading> {
  const lists = await Promise.all(sources.map((source) => listOrRefuse(source, ruleFor)))
  const { offered, refused } = firstOffers(lists.flatMap((list) => list.offered))
  const { listed, unknown } = divide(offered, known)
  const readings = await inParallel(unknown, async (offer) => {
    offers.set(nameOf(offer.version), offer)
    return readOrRefuse(offer.version, admit).finally(() => offers.delete(nameOf(offer.version)))
  })
  return {
    versions: readings.flatMap((reading) => ('manifest' in reading ? [reading] : [])).toSorted(byName),
    known: listed,
    refused: [...lists.flatMap((list) => list.refused), ...refused, ...readings.flatMap((reading) => ('code' in reading ? [reading] : []))].toSorted(byName),
  }
}

async function listOrRefuse(source: ArtifactSource, ruleFor: ReadCatalogOptions['ruleFor']): Promise<{ readonly offered: readonly Offered[]; readonly refused: readonly RefusedVersion[] }> {
  try {
    return { offered: (await source.list()).map((version) => ({ source, version, rule: ruleFor(source, version) })), refused: [] }
  } catch (error) {
    return { offered: [], refused: [{ packageName: source.description, version: '*', ...reasonOf(error, 'SOURCE_UNAVAILABLE') }] }
  }
}

/** One version has one content. The first source wins; one that offers other bytes under the same name is refused. */
function firstOffers(offers: readonly Offered[]): { readonly offered: readonly Offered[]; readonly refused: readonly RefusedVersion[] } {
  const first = new Map<string, Offered>()
  const refused: RefusedVersion[] = []
  for (const offer of offers) {
    const { packageName, version, integrity } = offer.version
    const known = first.get(nameOf(offer.version))
    first.set(nameOf(offer.version), known ?? offer)
    if (known === undefined || known.version.integrity === integrity) continue
    const error = artifactErrors.ARTIFACT_INTEGRITY_MISMATCH({ packageName, version, where: 'a second offer', expected: known.version.integrity, found: integrity })
    refused.push({ packageName, version, ...reasonOf(error, error.code) })
  }
  return { offered: [...first.values()], refused }
}

/** Ten thousand known versions are compared in memory, by text. */
function divide(offered: readonly Offered[], known: readonly KnownVersion[]): { readonly listed: readonly ListedVersion[]; readonly unknown: readonly Offer[] } {
  const kept = new Map(known.map((version) => [nameOf(version), version]))
  const listed: ListedVersion[] = []
  const unknown: Offer[] = []
  for (const { source, version, rule } of offered) {
    const before = kept.get(nameOf(version))
    if (before !== undefined && before.integrity === version.integrity && isUnderRule(before, rule)) listed.push(listingOf(version))
    else unknown.push({ source, version })
  }
  return { listed, unknown }
}

function isUnderRule({ rule: before }: KnownVersion, rule: EvidenceRule): boolean {
  return rule.policy === 'off' || (before !== null && canonicalJson(before) === canonicalJson(rule))
}

function listingOf({ location: _location, hasProof: _hasProof, ...listed }: SourceVersion): ListedVersion {
  return listed
}

async function readOrRefuse(offer: SourceVersion, admit: ReadCatalogOptions['admit']): Promise<CatalogVersion | RefusedVersion> {
  const { packageName, version, integrity, deprecated, publishedAt } = offer
  try {
    const { module, manifest, evidence } = await admit({ packageName, version, integrity })
    return {
      module, packageName, version, integrity, status: deprecated === null ? 'available' : 'deprecated', manifest,
      ...(deprecated !== null && { deprecated }), ...(publishedAt !== undefined && { publishedAt }), ...(evidence !== null && { evidence }),
    }
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

function nameOf({ packageName, version }: Pick<SourceVersion, 'packageName' | 'version'>): string {
  return `${packageName} ${version}`
}

function byName(a: Pick<SourceVersion, 'packageName' | 'version'>, b: Pick<SourceVersion, 'packageName' | 'version'>): number {
  const [left, right] = [nameOf(a), nameOf(b)]
  return left < right ? -1 : Number(left > right)
}
