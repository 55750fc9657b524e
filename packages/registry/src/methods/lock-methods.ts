import { parseInstant } from '../actions/parse-instant.ts'
import { readStatus } from '../actions/tenant-status.ts'
import { recoverOperations } from '../operation/recover-operations.ts'
import { nowOf } from '../registry-parts.ts'
import type { RegistryParts } from '../registry-parts.ts'
import type { LockRegistry } from '../surface/lock-registry.ts'
import { selectCurrentLock, selectLockAt, selectLockHistory } from '../tables/locks.ts'
import { selectTenant } from '../tables/tenants.ts'
import type { RefusedVersions } from './catalog-methods.ts'

export function lockMethods(parts: RegistryParts, refused: RefusedVersions): LockRegistry {
  const { database, migrator } = parts
  return {
    getLock: (tenantId) => database.transaction(async (session) => selectCurrentLock(session, await selectTenant(session, tenantId))),
    history: (tenantId) => database.transaction(async (session) => selectLockHistory(session, (await selectTenant(session, tenantId)).id)),
    lockAt: (tenantId, at) => database.transaction(async (session) => selectLockAt(session, await selectTenant(session, tenantId), parseInstant(at))),
    async status(tenantId) {
      await recoverOperations(parts, tenantId ?? null)
      return database.transaction((session) => readStatus(session, tenantId ?? null, { now: nowOf(parts), refused: refused.all(), migrator }))
    },
  }
}
