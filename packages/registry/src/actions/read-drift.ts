import { isTenonError } from '@tenon/model'
import type { LockEntry, StoredArtifact, TenantDrift } from '@tenon/model'
import { newestFirst } from '@tenon/resolver'
import type { DriftReport } from '../surface/data-registry.ts'
import { versionOf } from '../plan/tenant-facts.ts'
import { targetOf } from '../operation/target-of.ts'
import type { RegistryParts } from '../registry-parts.ts'
import { selectCatalog } from '../tables/catalog.ts'
import { selectCurrentLocks } from '../tables/locks.ts'
import { selectTenant } from '../tables/tenants.ts'

/** One module of one tenant. */
interface Installed {
  readonly tenantId: string
  readonly entry: LockEntry
}

/**
 * Compares what runs with what its migrations made, tenants of one version together. What cannot be compared is said
 * beside what could. Changes nothing.
 * @param tenantId - null: every tenant
 * @throws TENANT_UNKNOWN
 */
export async function readDrift(parts: RegistryParts, tenantId: string | null): Promise<DriftReport> {
  if (tenantId !== null) await selectTenant(parts.database, tenantId)
  const locks = await selectCurrentLocks(parts.database, tenantId === null ? null : [tenantId])
  const installed = locks.flatMap((lock) => lock.entries.map((entry): Installed => ({ tenantId: lock.tenantId, entry })))
  const reports: DriftReport[] = []
  for (const some of Map.groupBy(installed, ({ entry }) => `${entry.packageName} ${entry.integrity}`).values()) reports.push(await compareVersion(parts, some))
  return joined(reports)
}

/** All at once; when the version does not explain somebody's ledger, each alone. */
async function compareVersion(parts: RegistryParts, some: readonly Installed[]): Promise<DriftReport> {
  const [first] = some
  if (first === undefined) return joined([])
  return reported(some, async () => {
    const artifact = await parts.artifacts.open(await versionOf(parts.database, first.entry))
    try {
      return await compare(parts, some, artifact)
    } catch (error) {
      if (!isUnexplained(error)) throw error
      const alone: DriftReport[] = []
      for (const one of some) alone.push(await reported([one], () => compareAlone(parts, one, artifact)))
      return joined(alone)
    }
  })
}

/** Somebody who is being prepared for a newer version, or has moved on meanwhile, is known to the newest one. */
async function compareAlone(parts: RegistryParts, one: Installed, artifact: StoredArtifact): Promise<DriftReport> {
  const newest = newestFirst(await selectCatalog(parts.database, one.entry.module))[0]
  try {
    return await compare(parts, [one], artifact)
  } catch (error) {
    if (!isUnexplained(error) || newest === undefined || newest.integrity === artifact.integrity) throw error
    return compare(parts, [one], await parts.artifacts.open(newest))
  }
}

async function compare({ database, migrator }: RegistryParts, some: readonly Installed[], { manifest, migrations }: StoredArtifact): Promise<DriftReport> {
  const targets = some.map(({ tenantId, entry: { module } }) => targetOf(tenantId, module, manifest))
  const drifted = await database.transaction(async (session): Promise<readonly TenantDrift[]> => {
    // A tenant that moves meanwhile is seen as it was before or as it is after, never in between.
    await session.query('set transaction isolation level repeatable read')
    return migrator.drift(session, targets, migrations)
  })
  return { compared: some.length, drifted, notCompared: [] }
}

/** A version whose bytes or whose history cannot be used is a finding; a database that does not answer is not. */
async function reported(some: readonly Installed[], work: () => Promise<DriftReport>): Promise<DriftReport> {
  try {
    return await work()
  } catch (error) {
    const [first] = some
    if (first === undefined || !isTenonError(error) || error.code.startsWith('DATABASE_')) throw error
    const { module, version } = first.entry
    const { code, title: reason } = error.problem
    return { compared: 0, drifted: [], notCompared: [{ module, version, tenantIds: some.map(({ tenantId }) => tenantId), code, reason }] }
  }
}

function isUnexplained(error: unknown): boolean {
  return isTenonError(error) && error.code.startsWith('MIGRATION_')
}

function joined(reports: readonly DriftReport[]): DriftReport {
  return {
    compared: reports.reduce((sum, { compared }) => sum + compared, 0),
    drifted: reports.flatMap(({ drifted }) => drifted).toSorted((a, b) => (a.target.schema < b.target.schema ? -1 : 1)),
    notCompared: reports.flatMap(({ notCompared }) => notCompared),
  }
}
