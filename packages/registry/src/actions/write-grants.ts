import { allPermissions } from '@tenon/planner'
import type { LockEntry, LockRevision, SqlSession } from '@tenon/model'
import type { ChangeGrantsOptions } from '../surface/consent-registry.ts'
import { entryOf, versionOf } from '../plan/tenant-facts.ts'
import { registryErrors } from '../registry-errors.ts'
import { nowOf } from '../registry-parts.ts'
import type { RegistryParts } from '../registry-parts.ts'
import { readRunning } from '../running/read-running.ts'
import { insertLockRevision, selectCurrentLock } from '../tables/locks.ts'
import { lockTenant, notifyTenant, selectTenant } from '../tables/tenants.ts'

/** What becomes of the grants in force when some are named. */
export type ChangeGrants = (granted: readonly string[], named: readonly string[]) => readonly string[]

/** The lock revision with the changed grants, in one transaction; the lock as it is when nothing changes. @throws PERMISSION_UNKNOWN, MODULE_NOT_INSTALLED, TENANT_BUSY, TENANT_UNKNOWN */
export async function writeGrants(parts: RegistryParts, options: ChangeGrantsOptions, change: ChangeGrants): Promise<LockRevision> {
  const { tenantId, module, permissions, actor, reason } = options
  const { lock, running } = await parts.database.transaction(async (session) => {
    const tenant = await selectTenant(session, tenantId)
    await lockTenant(session, tenantId)
    const before = await selectCurrentLock(session, tenant)
    const entry = entryOf({ tenant, lock: before }, module)
    await assertListed(session, entry, options)
    const grants = change(entry.grants, permissions).toSorted()
    if (grants.join() === entry.grants.join()) return { lock: before, running: [] }
    const next: LockRevision = { ...withEntry(before, { ...entry, grants }), change: 'grants', planId: null, operationId: null, actor, reason, createdAt: nowOf(parts) }
    await insertLockRevision(session, next)
    await notifyTenant(session, tenantId)
    return { lock: next, running: await readRunning(session, [tenantId], parts.checkSettings) }
  })
  for (const tenant of running) parts.view.put(tenant)
  return lock
}

async function assertListed(session: SqlSession, entry: LockEntry, { tenantId, permissions }: ChangeGrantsOptions): Promise<void> {
  const listed = allPermissions((await versionOf(session, entry)).manifest)
  const unknown = permissions.filter((name) => !listed.includes(name))
  if (unknown.length > 0) throw registryErrors.PERMISSION_UNKNOWN({ tenant: tenantId, module: entry.module, version: entry.version, unknown, listed })
}

/** The next revision of a lock with one entry replaced. */
function withEntry(lock: LockRevision, entry: LockEntry): LockRevision {
  return { ...lock, revision: lock.revision + 1, entries: lock.entries.map((other) => (other.module === entry.module ? entry : other)) }
}
