import type { CatalogReading, CatalogVersion, RefusedVersion, SqlSession } from '@tenon/model'
import type { RegistryParts } from '../registry-parts.ts'
import { selectModuleOwner, upsertCatalogVersion, yankAllBut } from '../tables/catalog.ts'

/**
 * Reads the sources and keeps what they offer. A version that is no longer offered counts as yanked:
 * it stays where it runs and is chosen no more. While a source cannot be read, nothing is yanked.
 * A known version that comes back with other bytes is refused: published versions never change. So is
 * a package that calls itself by the name of another package's module. Moves no tenant.
 */
export async function refreshCatalog({ database, artifacts }: Pick<RegistryParts, 'database' | 'artifacts'>): Promise<CatalogReading> {
  const reading = await artifacts.readCatalog()
  return database.transaction(async (session) => {
    const kept: CatalogVersion[] = []
    const refused: RefusedVersion[] = [...reading.refused]
    for (const version of reading.versions) {
      const refusal = await keep(session, version)
      if (refusal === null) kept.push(version)
      else refused.push(refusal)
    }
    const complete = reading.refused.every(({ version }) => version !== '*')
    if (complete) await yankAllBut(session, [...reading.versions, ...reading.refused])
    return { versions: kept, refused }
  })
}

async function keep(session: SqlSession, entry: CatalogVersion): Promise<RefusedVersion | null> {
  const { packageName, version, module } = entry
  const owner = await selectModuleOwner(session, module)
  if (owner !== null && owner !== packageName) return { packageName, version, code: 'MODULE_NAME_TAKEN', reason: `${packageName}@${version} calls itself ${module}, which is the module of ${owner}.` }
  if (await upsertCatalogVersion(session, entry)) return null
  return { packageName, version, code: 'VERSION_CHANGED', reason: `${packageName}@${version} is offered with other bytes than it was first published with.` }
}
