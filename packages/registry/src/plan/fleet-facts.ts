import { emptyLock, schemaNameOf, stableChannels } from '@tenon/model'
import type { CatalogVersion, LedgerEntry, LockRevision, SqlSession, StoredArtifact, Tenant } from '@tenon/model'
import type { RegistryParts } from '../registry-parts.ts'
import type { SettingsRevision } from '../surface/tenant-registry.ts'
import { selectChannelsOf } from '../tables/channels.ts'
import { selectCurrentLocks } from '../tables/locks.ts'
import { selectPins } from '../tables/pins.ts'
import { selectSettings } from '../tables/settings.ts'
import { querySource } from './planning-source.ts'
import type { PlanningSource } from './planning-source.ts'
import type { TenantFacts } from './tenant-facts.ts'

/** The facts of many tenants, by tenant in the order given. The number of statements grows with modules and versions, not with tenants. */
export async function readFleetFacts(session: SqlSession, parts: RegistryParts, tenants: readonly Tenant[]): Promise<readonly TenantFacts[]> {
  const ids = tenants.map(({ id }) => id)
  const locks = new Map((await selectCurrentLocks(session, ids)).map((lock) => [lock.tenantId, lock]))
  const pins = Map.groupBy(await selectPins(session, null), ({ tenantId }) => tenantId)
  const channels = await selectChannelsOf(session, ids)
  const source = fleetSource(session, parts, { ids, locks: [...locks.values()] })
  return tenants.map((tenant) => ({
    session, parts, tenant, source, lock: locks.get(tenant.id) ?? emptyLock(tenant.id, tenant.createdAt), pins: pins.get(tenant.id) ?? [], channels: channels.get(tenant.id) ?? stableChannels,
  }))
}

interface Fleet {
  readonly ids: readonly string[]
  readonly locks: readonly LockRevision[]
}

/** Answers for one tenant from what the first question of its kind read for all of them. */
function fleetSource(session: SqlSession, parts: RegistryParts, { ids, locks }: Fleet): PlanningSource {
  const single = querySource(session, parts)
  const version = once(async (_key, wanted: Pick<CatalogVersion, 'packageName' | 'version'>) => (await single.versions([wanted]))[0])
  const ledgers = once(async (module, _wanted: null) => parts.migrator.readLedgers(session, ids.map((tenantId) => ({ tenantId, module, schema: schemaNameOf(tenantId, module) }))))
  const settings = once(async (_key, _wanted: null) => new Map((await selectSettings(session, settingsKeys(locks))).map((revision) => [settingsKey(revision), revision])))
  const admitted = once((_key, wanted: CatalogVersion): Promise<StoredArtifact> => single.admit(wanted))
  const opened = once((_key, wanted: Pick<CatalogVersion, 'packageName' | 'version' | 'integrity'>): Promise<StoredArtifact> => single.open(wanted))
  const resolver = once((_key, _wanted: null) => single.resolver())
  return {
    resolver: () => resolver('', null),
    versions: async (entries) => (await Promise.all(entries.map((entry) => version(`${entry.packageName}@${entry.version}`, entry)))).filter((found) => found !== undefined),
    ledger: async (tenantId, module): Promise<readonly LedgerEntry[]> => (await ledgers(module, null)).get(schemaNameOf(tenantId, module)) ?? [],
    settings: async (key): Promise<SettingsRevision | undefined> => (await settings('', null)).get(settingsKey(key)),
    admit: (wanted) => admitted(wanted.integrity, wanted),
    open: (wanted) => opened(wanted.integrity, wanted),
  }
}

function settingsKeys(locks: readonly LockRevision[]) {
  return locks.flatMap(({ tenantId, entries }) => entries.flatMap(({ module, settingsRevision: revision }) => (revision === 0 ? [] : [{ tenantId, module, revision }])))
}

function settingsKey({ tenantId, module, revision }: Pick<SettingsRevision, 'tenantId' | 'module' | 'revision'>): string {
  return `${tenantId} ${module} ${revision}`
}

/** Asks once for each key; a refusal is as good an answer as any, and is given to all. */
function once<Wanted, Answer>(ask: (key: string, wanted: Wanted) => Promise<Answer>): (key: string, wanted: Wanted) => Promise<Answer> {
  const asked = new Map<string, Promise<Answer>>()
  return (key, wanted) => {
    const answer = asked.get(key) ?? ask(key, wanted)
    asked.set(key, answer)
    return answer
  }
}
