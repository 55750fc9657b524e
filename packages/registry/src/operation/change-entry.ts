import type { LockChange, LockEntry, LockRevision, SqlSession } from '@tenon/model'
import { entryOf } from '../plan/tenant-facts.ts'
import { nowOf } from '../registry-parts.ts'
import type { RegistryParts } from '../registry-parts.ts'
import { readRunning } from '../running/read-running.ts'
import type { Actor } from '../surface/tenant-registry.ts'
import type { RunningTenant } from '../surface/running-registry.ts'
import { insertLockRevision, selectCurrentLock } from '../tables/locks.ts'
import { lockTenant, notifyTenant, selectTenant } from '../tables/tenants.ts'
import { createChangeHold } from './change-hold.ts'
import type { ChangeHold } from './change-hold.ts'

/** Which entry changes without a move, and what its revision says. */
export interface ChangeEntryOptions extends Actor {
  readonly tenantId: string
  readonly module: string
  readonly change: Extract<LockChange, 'settings' | 'grants'>
}

/** The entry as it is to be, with what belongs to it written in this session; null when nothing changes. */
export type EntryChange = (session: SqlSession, entry: LockEntry) => Promise<LockEntry | null>

/**
 * Writes a lock revision that changes one entry and moves no data. Between the moment before it commits and the moment a host
 * knows it, that host begins no call of the module: so once this resolves, no host begins one with what was in force
 * before. Calls in flight are not waited for; they end with what they began with.
 * @returns the lock in force
 * @throws MODULE_NOT_INSTALLED, TENANT_BUSY, TENANT_UNKNOWN, HOLD_UNANSWERED; nothing was changed
 */
export function changeEntry(parts: RegistryParts, options: ChangeEntryOptions, change: EntryChange): Promise<LockRevision> {
  const hold = createChangeHold(parts, parts.createId('ch'), { tenantId: options.tenantId, drained: [], closed: [options.module], budgetMs: parts.holdBudgetMs })
  // Each holds a connection while it asks for another.
  return parts.changeInTurn(async () => {
    try {
      const { lock, running } = await parts.database.transaction((session) => write(session, parts, { options, change, hold }))
      for (const tenant of running) parts.view.put(tenant)
      hold.release()
      return lock
    } catch (error) {
      await hold.abandon()
      throw error
    }
  })
}

interface Write {
  readonly options: ChangeEntryOptions
  readonly change: EntryChange
  readonly hold: ChangeHold
}

async function write(session: SqlSession, parts: RegistryParts, { options, change, hold }: Write): Promise<{ readonly lock: LockRevision; readonly running: readonly RunningTenant[] }> {
  const { tenantId, module, actor, reason } = options
  const tenant = await selectTenant(session, tenantId)
  await lockTenant(session, tenantId)
  const lock = await selectCurrentLock(session, tenant)
  const entry = await change(session, entryOf({ tenant, lock }, module))
  if (entry === null) return { lock, running: [] }
  const entries = lock.entries.map((other) => (other.module === module ? entry : other))
  const next: LockRevision = { ...lock, revision: lock.revision + 1, entries, change: options.change, planId: null, operationId: null, actor, reason, createdAt: nowOf(parts) }
  await hold.begin()
  await insertLockRevision(session, next)
  await notifyTenant(session, tenantId)
  await hold.endWith(session)
  return { lock: next, running: await readRunning(session, [tenantId], parts.checkSettings) }
}
