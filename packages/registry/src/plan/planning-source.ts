import { schemaNameOf } from '@tenon/model'
import type { CatalogVersion, LedgerEntry, LockEntry, SqlSession, StoredArtifact } from '@tenon/model'
import type { RegistryParts } from '../registry-parts.ts'
import type { SettingsRevision } from '../surface/tenant-registry.ts'
import { selectCatalogVersions } from '../tables/catalog.ts'
import { selectSettings } from '../tables/settings.ts'
import type { SettingsKey } from '../tables/settings.ts'

/** What planning asks beyond lock and pins of a tenant: answered by queries as they come, or from what was read for many tenants at once. */
export interface PlanningSource {
  /** Over the catalog as it is now. */
  resolver(): ReturnType<RegistryParts['resolver']['at']>
  /** The known versions of these entries, in no particular order; those that are unknown are left out. */
  versions(entries: readonly Pick<LockEntry, 'packageName' | 'version'>[]): Promise<readonly CatalogVersion[]>
  /** What the ledger of one module holds; empty when it was never installed. */
  ledger(tenantId: string, module: string): Promise<readonly LedgerEntry[]>
  /** One revision of settings; undefined when there is none such. */
  settings(key: SettingsKey): Promise<SettingsRevision | undefined>
  /** The verified artifact of a version that is to run, as the supply chain's policy lets it in. */
  admit(version: CatalogVersion): Promise<StoredArtifact>
  /** The verified artifact of a version. */
  open(version: Pick<CatalogVersion, 'packageName' | 'version' | 'integrity'>): Promise<StoredArtifact>
}

/** Asks the database, one question at a time, inside the session's transaction. */
export function querySource(session: SqlSession, parts: Pick<RegistryParts, 'migrator' | 'artifacts' | 'resolver'>): PlanningSource {
  return {
    resolver: () => parts.resolver.at(session),
    versions: (entries) => selectCatalogVersions(session, entries),
    ledger: (tenantId, module) => parts.migrator.readLedger(session, { tenantId, module, schema: schemaNameOf(tenantId, module) }),
    settings: async (key) => (await selectSettings(session, [key]))[0],
    admit: (version) => parts.artifacts.admit(version),
    open: (version) => parts.artifacts.open(version),
  }
}
