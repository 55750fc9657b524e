import { emptyLock } from '@tenon/model'
import type { LockEntry } from '@tenon/model'
import type { CutoverParticipant, InterfaceProvider, ModuleRegistry, RunningTenant } from '@tenon/registry'

/** The few doors of a registry that dispatch uses, over plain maps: for tests that need no data. */
export interface MemoryRegistry {
  readonly registry: ModuleRegistry
  /** Writes the lock of a tenant, module to version, and tells the listeners. The data version is the major number. */
  lock(tenantId: string, versions: Readonly<Record<string, string>>, settings?: Readonly<Record<string, Readonly<Record<string, unknown>>>>): void
  /** Says which module of every tenant answers which interface, from the next lock on. */
  provide(providers: Readonly<Record<string, InterfaceProvider>>): void
  /** Holds calls as a cut-over does. */
  hold(tenantId: string, modules: readonly string[], budgetMs?: number): Promise<() => void>
  /** Holds everything, as a registry does that has lost its connection. */
  suspend(): () => void
}

const instant = '2026-11-23T12:00:00.000Z'

export function createMemoryRegistry(): MemoryRegistry {
  const tenants = new Map<string, RunningTenant>()
  const listeners = new Set<(tenantId: string) => void>()
  let providers: readonly (readonly [string, InterfaceProvider])[] = []
  const participants = new Set<CutoverParticipant>()
  const doors: Partial<ModuleRegistry> = {
    running: (tenantId) => tenants.get(tenantId),
    allRunning: () => tenants.values(),
    onChange: joining(listeners),
    joinCutovers: joining(participants),
    ping: () => Promise.resolve(),
  }
  return {
    registry: doors as ModuleRegistry,
    lock(tenantId, versions, settings = {}) {
      const tenant = { id: tenantId, name: tenantId, organizationId: 'org', clientType: 'standard', tags: [], createdAt: instant } as const
      const lock = { ...emptyLock(tenantId, instant), revision: (tenants.get(tenantId)?.lock.revision ?? 0) + 1, entries: Object.entries(versions).map(lockEntry) }
      tenants.set(tenantId, { tenant, lock, settings: new Map(Object.entries(settings)), providers: new Map(providers) })
      listeners.forEach((listener) => listener(tenantId))
    },
    suspend() {
      const resumes = [...participants].map((participant) => participant.suspend?.())
      return () => resumes.forEach((resume) => resume?.())
    },
    provide(named) {
      providers = Object.entries(named)
    },
    async hold(tenantId, modules, budgetMs = 1_000) {
      const releases = await Promise.all([...participants].map((participant) => participant.hold(tenantId, modules, budgetMs)))
      return () => releases.forEach((release) => release())
    },
  }
}

function joining<Member>(members: Set<Member>): (member: Member) => () => void {
  return (member) => {
    members.add(member)
    return () => void members.delete(member)
  }
}

function lockEntry([module, version]: readonly [string, string]): LockEntry {
  return { module, packageName: `@tenon/${module}`, version, integrity: `sha512-${module}-${version}`, dataVersion: Number.parseInt(version, 10), finalized: false, settingsRevision: 0, settingsSchema: '', grants: ['echo:word:say'] }
}
