import { emptyLock, stableChannels } from '@tenon/model'
import type { CatalogVersion, LockEntry, LockRevision, ModuleMigrator, Operation, Pin, RefusedVersion, SqlSession } from '@tenon/model'
import { rangeAllows } from '@tenon/resolver'
import type { TenantStatus } from '../surface/lock-registry.ts'
import { objectsInWords, registryErrors } from '../registry-errors.ts'
import { selectCatalogVersions } from '../tables/catalog.ts'
import { selectChannelsOf } from '../tables/channels.ts'
import { selectDriftScans } from '../tables/drift-scans.ts'
import type { DriftScan } from '../tables/drift-scans.ts'
import { selectCurrentLocks } from '../tables/locks.ts'
import { selectLastOperations } from '../tables/operations.ts'
import { selectPins } from '../tables/pins.ts'
import { selectTenants } from '../tables/tenants.ts'
import { readWorkAttention } from '../work/work-attention.ts'
import { describePreparation, preparationsLeft } from './preparations-left.ts'

/** What a status is judged by besides the tables. */
export interface StatusContext {
  /** Now, ISO 8601. */
  readonly now: string
  /** What the last look at the sources refused. */
  readonly refused: readonly RefusedVersion[]
  readonly migrator: ModuleMigrator
}

/** The status of every tenant, or of one; eight statements however many there are, and a few for each whose last operation was cut off. @throws TENANT_UNKNOWN when the named one does not exist */
export async function readStatus(session: SqlSession, tenantId: string | null, context: StatusContext): Promise<readonly TenantStatus[]> {
  const ids = tenantId === null ? null : [tenantId]
  const tenants = await selectTenants(session, ids)
  if (tenantId !== null && tenants.length === 0) throw registryErrors.TENANT_UNKNOWN({ tenant: tenantId })
  const locks = new Map((await selectCurrentLocks(session, ids)).map((lock) => [lock.tenantId, lock]))
  const operations = new Map((await selectLastOperations(session, ids)).map((operation) => [operation.tenantId, operation]))
  const pins = Map.groupBy(await selectPins(session, tenantId), (pin) => pin.tenantId)
  const channels = await selectChannelsOf(session, ids)
  const scans = new Map((await selectDriftScans(session, ids)).map((scan) => [scan.tenantId, scan]))
  const versions = await selectCatalogVersions(session, distinctEntries([...locks.values()]))
  const unfinished = [...operations.values()].filter(({ status }) => status === 'interrupted' || status === 'failed')
  const left = new Map<string, readonly string[]>()
  for (const operation of unfinished) left.set(operation.tenantId, await sentencesOf(session, operation, context))
  const work = await readWorkAttention(session, ids)
  return tenants.map((tenant) => {
    const lock = locks.get(tenant.id) ?? emptyLock(tenant.id, tenant.createdAt)
    const state = { lock, pins: pins.get(tenant.id) ?? [], lastOperation: operations.get(tenant.id) ?? null }
    return { tenant, ...state, channels: channels.get(tenant.id) ?? stableChannels, attention: [...operationAttention(state.lastOperation, left.get(tenant.id) ?? []), ...driftAttention(state.lock, scans.get(tenant.id)), ...attentionOf(state, versions, context), ...(work.get(tenant.id) ?? [])] }
  })
}

/** What the last operation left prepared, in words. */
async function sentencesOf(session: SqlSession, operation: Operation, { migrator }: StatusContext): Promise<readonly string[]> {
  const left = await preparationsLeft(session, migrator, operation)
  return [...left].map(([module, preparation]) => describePreparation(operation.tenantId, module, preparation))
}

function attentionOf({ lock, pins }: Pick<TenantStatus, 'lock' | 'pins'>, versions: readonly CatalogVersion[], { now, refused }: StatusContext): readonly string[] {
  return [
    ...pins.flatMap((pin) => pinAttention(pin, lock, now)),
    ...lock.entries.flatMap((entry) => versionAttention(entry, versions)),
    ...lock.entries.flatMap((entry) => refused.filter((version) => isSame(version, entry)).map(({ reason }) => reason)),
  ]
}

function operationAttention(operation: Operation | null, preparations: readonly string[]): readonly string[] {
  if (operation === null || (operation.status !== 'interrupted' && operation.status !== 'failed')) return []
  const kept = preparations.length === 0 ? 'nothing of it was kept' : 'the tenant runs what it ran before'
  const end = operation.status === 'interrupted' ? `was interrupted; ${kept}. Run it again.` : `failed; ${kept}. ${operation.problem?.title ?? ''}`
  return [`The ${operation.kind} ${operation.id} ${end}`.trim(), ...preparations]
}

/** What the last look at the data found, of modules that have not moved since. */
function driftAttention(lock: LockRevision, scan: DriftScan | undefined): readonly string[] {
  const standing = (scan?.drifts ?? []).filter(({ target, dataVersion }) => lock.entries.some((entry) => entry.module === target.module && entry.dataVersion === dataVersion))
  return standing.map(({ target, differences }) => `The data of ${target.module} was not what its migrations made on ${scan?.scannedAt.slice(0, 10) ?? ''}: ${objectsInWords(differences)}. Look at \`tenon drift ${lock.tenantId}\`.`)
}

function pinAttention(pin: Pin, lock: LockRevision, now: string): readonly string[] {
  const expired = pin.expiresAt !== null && pin.expiresAt <= now ? [`The pin ${pin.range} on ${pin.module} expired on ${pin.expiresAt.slice(0, 10)}; ask ${pin.owner}.`] : []
  const outside = lock.entries.filter(({ module, version }) => module === pin.module && !rangeAllows(pin.range, version))
  return [...expired, ...outside.map(({ module, version }) => `${module} ${version} runs outside its pin ${pin.range} (${pin.owner}).`)]
}

function versionAttention(entry: LockEntry, versions: readonly CatalogVersion[]): readonly string[] {
  const status = versions.find((version) => isSame(version, entry))?.status
  return status === undefined || status === 'available' ? [] : [`${entry.module} ${entry.version} is ${status}.`]
}

function distinctEntries(locks: readonly LockRevision[]): readonly LockEntry[] {
  const entries = locks.flatMap((lock) => lock.entries)
  return [...new Map(entries.map((entry) => [`${entry.packageName}@${entry.version}`, entry])).values()]
}

function isSame(a: Pick<CatalogVersion, 'packageName' | 'version'>, b: Pick<CatalogVersion, 'packageName' | 'version'>): boolean {
  return a.packageName === b.packageName && a.version === b.version
}
