import { abandonPreparation } from '../actions/abandon-preparation.ts'
import { rehearseUpgrade } from '../actions/rehearse-upgrade.ts'
import { listSnapshots, restoreSnapshot } from '../actions/snapshots.ts'
import { versionNamed } from '../catalog/known-versions.ts'
import { createTurns } from '../operation/take-turns.ts'
import { scanDrift } from '../queue/scan-drift.ts'
import type { RegistryParts } from '../registry-parts.ts'
import type { DataRegistry } from '../surface/data-registry.ts'

export function dataMethods(parts: RegistryParts): DataRegistry {
  // A rehearsal copies and moves a tenant's data: several at once would only be in each other's way, and in that of the tenants.
  const rehearseInTurn = createTurns(1)
  return {
    abandon: (tenantId, module, actor) => abandonPreparation(parts, { tenantId, module }, actor),
    drift: (tenantId) => scanDrift(parts, tenantId ?? null),
    async rehearse(request) {
      const version = await versionNamed(parts.database, request.module, request.version)
      return rehearseInTurn(() => rehearseUpgrade(parts, version, request))
    },
    listSnapshots: (tenantId, module) => listSnapshots(parts, tenantId, module ?? null),
    restoreSnapshot: (options) => restoreSnapshot(parts, options),
  }
}
