import type { CatalogReading, RefusedVersion, SqlSession } from '@tenon/model'
import { nowOf } from '../registry-parts.ts'
import type { RegistryParts } from '../registry-parts.ts'
import type { CatalogRefresh } from '../surface/catalog-registry.ts'
import { beginReading, completeReading, takeWritingTurn } from '../tables/catalog-readings.ts'
import { selectKnownVersions, updateListed, upsertCatalogVersions, yankAllBut } from '../tables/catalog.ts'
import { checkRunningVersions } from './check-running-versions.ts'

/** What a refresh works with. */
export type RefreshParts = Pick<RegistryParts, 'database' | 'artifacts' | 'clock'>

/**
 * Reads the sources and keeps what they offer. A version that is known costs no more than its line in
 * the list. One that is no longer offered counts as yanked: it stays where it runs and is chosen no
 * more. While a source cannot be read, nothing is yanked. A known version that comes back with other
 * bytes is refused: published versions never change. So is a package that calls itself by the name of
 * another package's module. Moves no tenant.
 *
 * Several hosts may refresh at once: they write in turn, and a reading that began before another that
 * is complete writes nothing, so that an old look never yanks what a newer one found.
 */
export async function refreshCatalog(parts: RefreshParts): Promise<CatalogRefresh> {
  const { database, artifacts } = parts
  const number = await beginReading(database, nowOf(parts))
  const reading = await artifacts.readCatalog(await selectKnownVersions(database))
  const written = await database.transaction(async (session) => {
    if (!(await takeWritingTurn(session, number))) return { refused: [], changed: 0 }
    return write(session, reading, { number, now: nowOf(parts) })
  })
  const failed = await checkRunningVersions(parts, reading.refused)
  const names = new Set(written.refused.map(nameOf))
  return {
    versions: reading.versions.filter((version) => !names.has(nameOf(version))),
    known: reading.known.length,
    changed: written.changed,
    refused: [...reading.refused, ...written.refused, ...failed],
  }
}

interface Writing {
  readonly number: string
  readonly now: string
}

async function write(session: SqlSession, reading: CatalogReading, { number, now }: Writing): Promise<{ readonly refused: readonly RefusedVersion[]; readonly changed: number }> {
  const refused = await upsertCatalogVersions(session, reading.versions, now)
  const changed = await updateListed(session, reading.known, now)
  const complete = reading.refused.every(({ version }) => version !== '*')
  if (!complete) return { refused, changed }
  const yanked = await yankAllBut(session, [...reading.versions, ...reading.known, ...reading.refused])
  await completeReading(session, number, now)
  return { refused, changed: changed + yanked }
}

function nameOf({ packageName, version }: Pick<RefusedVersion, 'packageName' | 'version'>): string {
  return `${packageName}@${version}`
}
