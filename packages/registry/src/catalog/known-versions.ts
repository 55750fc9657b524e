import type { CatalogVersion, SqlSession } from '@tenon/model'
import { newestFirst } from '@tenon/resolver'
import { registryErrors } from '../registry-errors.ts'
import { selectCatalog } from '../tables/catalog.ts'

/** Newest first. @throws MODULE_UNKNOWN */
export async function listVersions(session: SqlSession, module: string): Promise<readonly CatalogVersion[]> {
  const versions = await selectCatalog(session, module)
  if (versions.length === 0) throw registryErrors.MODULE_UNKNOWN({ module })
  return newestFirst(versions)
}

/** One version by its exact number. @throws MODULE_UNKNOWN, VERSION_UNKNOWN */
export async function versionNamed(session: SqlSession, module: string, version: string): Promise<CatalogVersion> {
  const found = (await listVersions(session, module)).find((candidate) => candidate.version === version)
  if (found === undefined) throw registryErrors.VERSION_UNKNOWN({ module, version })
  return found
}
