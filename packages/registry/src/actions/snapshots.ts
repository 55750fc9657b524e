import type { RestoredSnapshot } from '@tenon/model'
import type { ModuleSnapshot, RestoreSnapshotOptions } from '../surface/data-registry.ts'
import { targetOf } from '../operation/target-of.ts'
import { nowOf } from '../registry-parts.ts'
import type { RegistryParts } from '../registry-parts.ts'
import { insertDataChange } from '../tables/data-history.ts'
import { selectCurrentLock } from '../tables/locks.ts'
import { selectTenant } from '../tables/tenants.ts'

/** Snapshots of one module, or of each that is installed, newest first within a module. @throws TENANT_UNKNOWN */
export function listSnapshots({ database, migrator }: RegistryParts, tenantId: string, module: string | null): Promise<readonly ModuleSnapshot[]> {
  return database.transaction(async (session) => {
    const lock = await selectCurrentLock(session, await selectTenant(session, tenantId))
    const modules = module === null ? lock.entries.map((entry) => entry.module) : [module]
    const found: ModuleSnapshot[] = []
    for (const each of modules) {
      const snapshots = await migrator.snapshots(session, targetOf(tenantId, each, undefined))
      found.push(...snapshots.map((snapshot) => ({ module: each, ...snapshot })))
    }
    return found
  })
}

/** Writes a snapshot out beside the live data, together with its history row. @throws TENANT_UNKNOWN, SNAPSHOT_UNKNOWN, SNAPSHOT_RESTORED */
export function restoreSnapshot(parts: RegistryParts, { tenantId, module, number, actor, reason }: RestoreSnapshotOptions): Promise<RestoredSnapshot> {
  return parts.database.transaction(async (session) => {
    await selectTenant(session, tenantId)
    const restored = await parts.migrator.restoreSnapshot(session, targetOf(tenantId, module, undefined), number)
    const details = { snapshot: number, schema: restored.schema }
    await insertDataChange(session, { tenantId, module, actor, reason, change: 'restore-snapshot', details, createdAt: nowOf(parts) })
    return restored
  })
}
