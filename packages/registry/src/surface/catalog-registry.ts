import type { CatalogReading, CatalogVersion } from '@tenon/model'

/** A module in the catalog with how many tenants run each version. */
export interface ModuleSummary {
  readonly name: string
  readonly packageName: string
  readonly title: string
  readonly versions: readonly { readonly version: string; readonly status: CatalogVersion['status']; readonly integrity: string; readonly tenants: number }[]
}

/** The known module versions. */
export interface CatalogRegistry {
  /** Reads the artifact sources again. Moves no tenant. */
  refreshCatalog(): Promise<CatalogReading>
  listModules(): Promise<readonly ModuleSummary[]>
  /** Newest first. @throws MODULE_UNKNOWN */
  listVersions(module: string): Promise<readonly CatalogVersion[]>
  /** @throws MODULE_UNKNOWN, VERSION_UNKNOWN */
  getVersion(module: string, version: string): Promise<CatalogVersion>
}
