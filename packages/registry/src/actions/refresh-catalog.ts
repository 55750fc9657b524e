import type { CatalogReading, CatalogVersion, RefusedVersion, SqlSession } from '@tenon/model'
import type { RegistryParts } from '../registry-parts.ts'
import { upsertCatalogVersion, yankAllBut } from '../tables/catalog.ts'

/**
 * Reads the sources and keeps what they offer. A version that is no longer offered counts as yanked:
 * it stays where it runs and is chosen no more. While a source cannot be read, nothing is yanked.
 * A known version that comes back with other bytes is refused: published versions never change.
 * Moves no tenant.
 */
export async function refreshCatalog({ database, artifacts }: Pick<RegistryParts, 'database' | 'artifacts'>): Promise<CatalogReading> {
  const reading = await artifacts.readCatalog()
  return database.transaction(async (session) => {
    const changed = await keep(session, reading.versions)
    const refused = [...reading.refused, ...changed.map(changedVersion)]
    const complete = reading.refused.every(({ version }) => version !== '*')
    if (complete) await yankAllBut(session, [...reading.versions, ...refused])
    return { versions: reading.versions.filter((version) => !changed.includes(version)), refused }
  })
}

async function keep(session: SqlSession, versions: readonly CatalogVersion[]): Promise<readonly CatalogVersion[]> {
  const changed: CatalogVersion[] = []
  for (const version of versions) {
    if (!(await upsertCatalogVersion(session, version))) changed.push(version)
  }
  return changed
}

function changedVersion({ packageName, version }: CatalogVersion): RefusedVersion {
  return { packageName, version, code: 'VERSION_CHANGED', reason: `${packageName}@${version} is offered with other bytes than it was first published with.` }
}
