import type { LockEntry, SqlSession } from '@tenon/model'
import type { SettingsRevision, WriteSettingsOptions } from '../surface/tenant-registry.ts'
import { changeEntry } from '../operation/change-entry.ts'
import { entryOf, versionOf } from '../plan/tenant-facts.ts'
import { registryErrors } from '../registry-errors.ts'
import { nowOf } from '../registry-parts.ts'
import type { RegistryParts } from '../registry-parts.ts'
import { selectCurrentLock } from '../tables/locks.ts'
import { insertSettings, selectSettings } from '../tables/settings.ts'
import { selectTenant } from '../tables/tenants.ts'

/** A settings revision and the lock revision that names it, in one transaction and in force on every host. @throws SETTINGS_INVALID, MODULE_NOT_INSTALLED, TENANT_BUSY, TENANT_UNKNOWN, HOLD_UNANSWERED */
export async function writeSettings(parts: RegistryParts, options: WriteSettingsOptions): Promise<SettingsRevision> {
  const { tenantId, module, values, actor, reason } = options
  let written: SettingsRevision = { tenantId, module, values, actor, createdAt: nowOf(parts), revision: 0 }
  await changeEntry(parts, { ...options, change: 'settings' }, async (session, entry) => {
    await assertFits(session, parts, { entry, options })
    written = { ...written, revision: await insertSettings(session, written, reason) }
    return { ...entry, settingsRevision: written.revision }
  })
  return written
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
