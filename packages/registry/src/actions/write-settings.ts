import type { LockEntry, LockRevision, SqlSession } from '@tenon/model'
import type { RunningTenant } from '../surface/running-registry.ts'
import type { SettingsRevision, WriteSettingsOptions } from '../surface/tenant-registry.ts'
import { entryOf, versionOf } from '../plan/tenant-facts.ts'
import { registryErrors } from '../registry-errors.ts'
import { nowOf } from '../registry-parts.ts'
import type { RegistryParts } from '../registry-parts.ts'
import { readRunning } from '../running/read-running.ts'
import { insertLockRevision, selectCurrentLock } from '../tables/locks.ts'
import { insertSettings, selectSettings } from '../tables/settings.ts'
import { lockTenant, notifyTenant, selectTenant } from '../tables/tenants.ts'

/** A settings revision and the lock revision that names it, in one transaction. @throws SETTINGS_INVALID, MODULE_NOT_INSTALLED, TENANT_BUSY, TENANT_UNKNOWN */
export async function writeSettings(parts: RegistryParts, options: WriteSettingsOptions): Promise<SettingsRevision> {
  const { tenantId, module, values, actor, reason } = options
  const createdAt = nowOf(parts)
  const written = await parts.database.transaction(async (session) => {
    const tenant = await selectTenant(session, tenantId)
    await lockTenant(session, tenantId)
    const lock = await selectCurrentLock(session, tenant)
    const entry = entryOf({ tenant, lock }, module)
    await assertFits(session, parts, { entry, options })
    const revision = await insertSettings(session, { tenantId, module, values, actor, createdAt }, reason)
    await insertLockRevision(session, { ...withSettings(lock, { ...entry, settingsRevision: revision }), actor, reason, createdAt })
    await notifyTenant(session, tenantId)
    return { revision, running: await readRunning(session, [tenantId], parts.checkSettings) }
  })
  written.running.forEach((running: RunningTenant) => parts.view.put(running))
  return { tenantId, module, values, actor, createdAt, revision: written.revision }
}

/** The settings in force; revision 0 and no values while nobody has set any. @throws MODULE_NOT_INSTALLED, TENANT_UNKNOWN */
export async function readSettings(parts: RegistryParts, tenantId: string, module: string): Promise<SettingsRevision> {
  return parts.database.transaction(async (session) => {
    const tenant = await selectTenant(session, tenantId)
    const { settingsRevision: revision } = entryOf({ tenant, lock: await selectCurrentLock(session, tenant) }, module)
    const [settings] = revision === 0 ? [] : await selectSettings(session, [{ tenantId, module, revision }])
    return settings ?? { tenantId, module, revision: 0, values: {}, actor: 'system', createdAt: tenant.createdAt }
  })
}

async function assertFits(session: SqlSession, parts: RegistryParts, { entry, options }: { readonly entry: LockEntry; readonly options: WriteSettingsOptions }): Promise<void> {
  const version = await versionOf(session, entry)
  const { issues } = parts.checkSettings(version, options.values)
  if (issues.length > 0) throw registryErrors.SETTINGS_INVALID({ tenant: options.tenantId, module: entry.module, version: entry.version, issues })
}

function withSettings(lock: LockRevision, entry: LockEntry): LockRevision {
  const entries = lock.entries.map((other) => (other.module === entry.module ? entry : other))
  return { ...lock, entries, revision: lock.revision + 1, change: 'settings', planId: null, operationId: null }
}
