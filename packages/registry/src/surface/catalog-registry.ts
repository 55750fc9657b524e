import type { CatalogVersion, RefusedVersion } from '@tenon/model'

/** A module in the catalog with how many tenants run each version. */
export interface ModuleSummary {
  readonly name: string
  readonly packageName: string
  readonly title: string
  readonly versions: readonly { readonly version: string; readonly status: CatalogVersion['status']; readonly integrity: string; readonly tenants: number }[]
}

/** What a look at the sources changed in the catalog. */
export interface CatalogRefresh {
  /** Versions that were opened and read: new ones, and those whose origin had to be verified under another rule. */
  readonly versions: readonly CatalogVersion[]
  /** Versions that were known already and cost no more than their line in the list. */
  readonly known: number
  /** Known versions whose status, words or time of publication changed. */
  readonly changed: number
  /** Left out, and why; among them versions that run and whose bytes are no longer those of their lock. */
  readonly refused: readonly RefusedVersion[]
}

/** The known module versions. */
export interface CatalogRegistry {
  /** Reads the artifact sources again, opening only what is new, and checks the bytes of what runs. Moves no tenant. Safe beside other hosts: the latest complete reading counts. */
  refreshCatalog(): Promise<CatalogRefresh>
  listModules(): Promise<readonly ModuleSummary[]>
  /** Newest first. @throws MODULE_UNKNOWN */
  listVersions(module: string): Promise<readonly CatalogVersion[]>
  /** @throws MODULE_UNKNOWN, VERSION_UNKNOWN */
  getVersion(module: string, version: string): Promise<CatalogVersion>
}
