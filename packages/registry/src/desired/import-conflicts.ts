import { isTenonError } from '@tenon/model'
import type { DesiredChange, ImportConflict, ImportPlan, LockEntry, SqlSession, Tenant } from '@tenon/model'
import { allPermissions } from '@tenon/planner'
import { computePlan } from '../plan/compute-plan.ts'
import { createDescriber } from '../plan/describe-moves.ts'
import type { DescribeMoves } from '../plan/describe-moves.ts'
import { readFleetFacts } from '../plan/fleet-facts.ts'
import { entryOf, knownVersion } from '../plan/tenant-facts.ts'
import type { TenantFacts } from '../plan/tenant-facts.ts'
import { registryErrors } from '../registry-errors.ts'
import { nowOf } from '../registry-parts.ts'
import type { RegistryParts } from '../registry-parts.ts'
import { selectTenants } from '../tables/tenants.ts'
import { selectedAfter } from './selected-after.ts'

type ChangeOf<Kind extends DesiredChange['kind']> = Extract<DesiredChange, { kind: Kind }>

/**
 * What of an import cannot be carried out: every move is planned for the tenant as the import will have left it by then, and its
 * settings and grants are held against the versions it will run. Reads only; the statements grow with modules and versions, not with tenants.
 */
export async function importConflicts(session: SqlSession, parts: RegistryParts, { desired, changes }: Pick<ImportPlan, 'desired' | 'changes'>): Promise<readonly ImportConflict[]> {
  const byTenant = Map.groupBy(changes, (change) => ('tenantId' in change ? change.tenantId : ''))
  const meant = [...byTenant].flatMap(([id, own]) => (own.some(({ kind }) => kind === 'move' || kind === 'settings' || kind === 'grants') ? [id] : []))
  const describe = createDescriber(parts.migrator)
  const conflicts: ImportConflict[] = []
  for (const facts of await readFleetFacts(session, parts, await tenantsAfter(session, parts, { meant, changes }))) {
    const own = byTenant.get(facts.tenant.id) ?? []
    conflicts.push(...await conflictsOf(selectedAfter(facts, own, nowOf(parts)), { changes: own, desired, describe }))
  }
  return conflicts
}

/** Those that are there, and those that the import makes. */
async function tenantsAfter(session: SqlSession, parts: RegistryParts, { meant, changes }: { readonly meant: readonly string[]; readonly changes: readonly DesiredChange[] }): Promise<readonly Tenant[]> {
  const made = changes.flatMap((change): Tenant[] => (
    change.kind === 'create-tenant' && meant.includes(change.tenantId) ? [{ id: change.tenantId, organizationId: change.organization, ...change.after, createdAt: nowOf(parts) }] : []))
  return [...await selectTenants(session, meant), ...made].toSorted((a, b) => (a.id < b.id ? -1 : 1))
}

interface Asked {
  readonly changes: readonly DesiredChange[]
  readonly desired: ImportPlan['desired']
  readonly describe: DescribeMoves
}

async function conflictsOf(facts: TenantFacts, { changes, desired, describe }: Asked): Promise<readonly ImportConflict[]> {
  const conflicts: ImportConflict[] = []
  const attempt = async (work: () => Promise<void>) => { conflicts.push(...await refusedBy(facts.tenant.id, work)) }
  let entries = facts.lock.entries
  const move = changes.find((change) => change.kind === 'move')
  if (move !== undefined) await attempt(async () => { entries = await entriesAfter(facts, move, describe) })
  // What cannot move is not held against a version it will not run.
  if (conflicts.length > 0) return conflicts
  const after: TenantFacts = { ...facts, lock: { ...facts.lock, entries } }
  for (const change of changes) {
    if (change.kind === 'settings') await attempt(() => assertSettings(after, change))
    if (change.kind === 'grants') await attempt(() => assertListed(after, change.module, desired.tenants?.[change.tenantId]?.modules?.[change.module]?.grants ?? []))
  }
  return conflicts
}

async function entriesAfter(facts: TenantFacts, { tenantId, after }: ChangeOf<'move'>, describe: DescribeMoves): Promise<readonly LockEntry[]> {
  const { body } = await computePlan(facts, { kind: 'move', tenantId, targets: after }, describe)
  return [...facts.lock.entries.filter(({ module }) => !body.moves.some((move) => move.module === module)), ...body.moves.map(({ to }) => to)]
}

async function assertSettings(facts: TenantFacts, { module, after }: ChangeOf<'settings'>): Promise<void> {
  const version = await knownVersion(facts, entryOf(facts, module))
  const { issues } = facts.parts.checkSettings(version, after)
  if (issues.length > 0) throw registryErrors.SETTINGS_INVALID({ tenant: facts.tenant.id, module, version: version.version, issues })
}

async function assertListed(facts: TenantFacts, module: string, named: readonly string[]): Promise<void> {
  const { version, manifest } = await knownVersion(facts, entryOf(facts, module))
  const listed = allPermissions(manifest)
  const unknown = named.filter((name) => !listed.includes(name))
  if (unknown.length > 0) throw registryErrors.PERMISSION_UNKNOWN({ tenant: facts.tenant.id, module, version, unknown, listed })
}

/** The problem, when it is the tenant's own. What says nothing of any tenant is thrown on: a store or a database that does not answer. */
async function refusedBy(tenantId: string, work: () => Promise<void>): Promise<readonly ImportConflict[]> {
  try {
    await work()
    return []
  } catch (error) {
    if (!isTenonError(error) || error.problem.category === 'unavailable' || error.problem.category === 'internal') throw error
    return [{ tenantId, problem: error.problem }]
  }
}
