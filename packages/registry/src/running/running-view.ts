import { canonicalJson } from '@tenon/model'
import type { SqlDatabase } from '@tenon/model'
import type { RunningTenant } from '../surface/running-registry.ts'
import { readRunning } from './read-running.ts'
import type { CheckSettings } from './settings-schema.ts'

/** What runs for every tenant, in memory: a map lookup for the dispatcher. */
export interface RunningView {
  get(tenantId: string): RunningTenant | undefined
  all(): Iterable<RunningTenant>
  /** Takes over what was just committed, at once. */
  put(running: RunningTenant): void
  onChange(listener: (tenantId: string) => void): () => void
  /** Resolves once the view holds what these tenants, or all, ran when it was called, or later. */
  refresh(tenantIds: readonly string[] | null): Promise<void>
  /** Stops listening and waits for readings under way. */
  close(): Promise<void>
}

/** Where a view reads. */
export interface OpenRunningViewOptions {
  readonly database: SqlDatabase
  readonly checkSettings: CheckSettings
}

/**
 * Opens the view: listens first and reads then, so that no change falls in between. It follows
 * changes of other processes by notification, and reads everything again after a gap. A reading that
 * is older than what the view holds is dropped: a view never goes back.
 */
export async function openRunningView({ database, checkSettings }: OpenRunningViewOptions): Promise<RunningView> {
  const tenants = new Map<string, RunningTenant>()
  const listeners = new Set<(tenantId: string) => void>()
  const readings = new Set<Promise<void>>()

  function put(running: RunningTenant): void {
    const known = tenants.get(running.tenant.id)
    if (known !== undefined && !isNewer(running, known)) return
    tenants.set(running.tenant.id, running)
    for (const listener of listeners) listener(running.tenant.id)
  }

  async function read(tenantIds: readonly string[] | null): Promise<void> {
    const running = await database.transaction((session) => readRunning(session, tenantIds, checkSettings))
    for (const tenant of running) put(tenant)
  }

  /** A reading fails only when the database is away; the gap that follows reads everything again. */
  function readInBackground(tenantIds: readonly string[] | null): void {
    const reading: Promise<void> = read(tenantIds).catch(() => undefined).finally(() => readings.delete(reading))
    readings.add(reading)
  }

  const stop = await database.listen('tenon_lock', (tenantId) => readInBackground([tenantId]), () => readInBackground(null))
  await read(null)

  return {
    get: (tenantId) => tenants.get(tenantId),
    all: () => tenants.values(),
    put,
    refresh: read,
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async close() {
      await stop()
      await Promise.all(readings)
    },
  }
}

/** What a tenant is called may change without a lock revision. */
function isNewer(running: RunningTenant, known: RunningTenant): boolean {
  if (running.lock.revision !== known.lock.revision) return running.lock.revision > known.lock.revision
  return canonicalJson(running.tenant) !== canonicalJson(known.tenant)
}
