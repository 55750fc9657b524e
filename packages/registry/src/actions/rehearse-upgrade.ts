import { requiredDataVersion } from '@tenon/model'
import type { CatalogVersion, Rehearsal } from '@tenon/model'
import { targetOf } from '../operation/target-of.ts'
import type { RehearseRequest } from '../surface/data-registry.ts'
import type { RegistryParts } from '../registry-parts.ts'
import { selectTenant } from '../tables/tenants.ts'

/**
 * Walks an upgrade, or an installation, on a copy of the tenant's data that nobody sees. Asks neither pins nor other modules:
 * it answers what would happen to the data. Writes nothing, not even a plan.
 * @throws TENANT_UNKNOWN, MIGRATION_UNKNOWN when the tenant's data is past this version, and the errors of opening an artifact
 */
export async function rehearseUpgrade(parts: RegistryParts, version: CatalogVersion, { tenantId, module: _module, version: _version, ...asked }: RehearseRequest): Promise<Rehearsal> {
  const { database, artifacts, migrator } = parts
  const { id } = await selectTenant(database, tenantId)
  const { manifest, migrations } = await artifacts.open(version)
  const target = targetOf(id, version.module, manifest)
  const ledger = await database.transaction((session) => migrator.readLedger(session, target))
  const applied = ledger.filter(({ prepared }) => !prepared).map(({ dataVersion }) => dataVersion)
  const options = { ...asked, migrations, toDataVersion: Math.max(requiredDataVersion(manifest), ...applied) }
  return database.transaction((session) => migrator.rehearse(session, target, options))
}
