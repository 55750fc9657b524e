import { allPermissions } from '@tenon/planner'
import type { LockEntry, LockRevision, SqlSession } from '@tenon/model'
import type { ChangeGrantsOptions } from '../surface/consent-registry.ts'
import { changeEntry } from '../operation/change-entry.ts'
import { versionOf } from '../plan/tenant-facts.ts'
import { registryErrors } from '../registry-errors.ts'
import type { RegistryParts } from '../registry-parts.ts'

/** What becomes of the grants in force when some are named. */
export type ChangeGrants = (granted: readonly string[], named: readonly string[]) => readonly string[]

/** The lock revision with the changed grants, in force on every host; the lock as it is when nothing changes. @throws PERMISSION_UNKNOWN, MODULE_NOT_INSTALLED, TENANT_BUSY, TENANT_UNKNOWN, HOLD_UNANSWERED */
export function writeGrants(parts: RegistryParts, options: ChangeGrantsOptions, change: ChangeGrants): Promise<LockRevision> {
  return changeEntry(parts, { ...options, change: 'grants' }, async (session, entry) => {
    await assertListed(session, entry, options)
    const grants = change(entry.grants, options.permissions).toSorted()
    return grants.join() === entry.grants.join() ? null : { ...entry, grants }
  })
}

async function assertListed(session: SqlSession, entry: LockEntry, { tenantId, permissions }: ChangeGrantsOptions): Promise<void> {
  const listed = allPermissions((await versionOf(session, entry)).manifest)
  const unknown = permissions.filter((name) => !listed.includes(name))
  if (unknown.length > 0) throw registryErrors.PERMISSION_UNKNOWN({ tenant: tenantId, module: entry.module, version: entry.version, unknown, listed })
}
