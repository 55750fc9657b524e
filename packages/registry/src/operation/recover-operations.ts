import { nowOf } from '../registry-parts.ts'
import type { RegistryParts } from '../registry-parts.ts'
import { deleteDeadHolds } from '../tables/holds.ts'
import { interruptOperation, selectRunningOperations } from '../tables/operations.ts'
import { tryLockTenant } from '../tables/tenants.ts'

/**
 * Finds operations that say they are running although nobody holds their tenant's lock, and marks
 * them as interrupted: their process died, and the database rolled its transaction back. An operation
 * is journaled only under that lock, so one that runs, in whichever process, is never touched.
 * @param tenantId - look at one tenant only; null for all
 */
export async function recoverOperations(parts: Pick<RegistryParts, 'database' | 'clock' | 'readOnly'>, tenantId: string | null): Promise<void> {
  if (parts.readOnly) return
  await deleteDeadHolds(parts.database)
  const suspects = await selectRunningOperations(parts.database, tenantId)
  for (const { id, tenantId: tenant } of suspects) {
    await parts.database.transaction(async (session) => {
      if (await tryLockTenant(session, tenant)) await interruptOperation(session, id, nowOf(parts))
    })
  }
}
