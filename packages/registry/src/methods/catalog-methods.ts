import type { RefusedVersion } from '@tenon/model'
import { refreshCatalog } from '../actions/refresh-catalog.ts'
import { summarizeModules } from '../actions/summarize-modules.ts'
import { listVersions, versionNamed } from '../catalog/known-versions.ts'
import type { RegistryParts } from '../registry-parts.ts'
import type { CatalogRegistry } from '../surface/catalog-registry.ts'
import { selectCatalog } from '../tables/catalog.ts'

/** Versions that the last look at the sources left out. */
export interface RefusedVersions {
  all(): readonly RefusedVersion[]
  replace(refused: readonly RefusedVersion[]): void
}

export function catalogMethods(parts: RegistryParts, refused: RefusedVersions): CatalogRegistry {
  const { database, view } = parts
  return {
    async refreshCatalog() {
      const reading = await refreshCatalog(parts)
      refused.replace(reading.refused)
      return reading
    },
    listModules: async () => summarizeModules(await selectCatalog(database, null), view.all()),
    listVersions: (module) => listVersions(database, module),
    getVersion: (module, version) => versionNamed(database, module, version),
  }
}
