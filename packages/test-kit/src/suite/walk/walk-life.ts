import { isTenonError, requiredDataVersion } from '@tenon/model'
import type { StoredArtifact } from '@tenon/model'
import { findingOf } from '../module-finding.ts'
import type { ModuleFinding } from '../module-finding.ts'
import { lostRows, withColumnsOf, withoutTables } from './lost-rows.ts'
import { walkEdge } from './walk-edge.ts'
import { shapeFindings } from './walk-way.ts'
import type { WalkOptions } from './walk-way.ts'
import type { WalkedTenant } from './walked-tenant.ts'

/** From install to purge and install again, on one version, with a crash at steps of each. */
export async function walkLife(tenant: WalkedTenant, at: StoredArtifact, { rows, boundaries, derived }: WalkOptions): Promise<readonly ModuleFinding[]> {
  const { migrations } = at.manifest
  const contracts = migrations.filter(({ phase }) => phase === 'contract')
  const install = { move: { kind: 'up', to: at }, steps: migrations.length - contracts.length, prepares: migrations.some(({ run }) => run !== undefined && run !== 'transaction'), boundaries } as const
  const installed = [...await walkEdge(tenant, { ...install, place: `install ${at.version}` }), ...await shapeFindings(tenant, `install ${at.version}`, at)]
  if (installed.length > 0) return installed
  await tenant.write(rows)
  const finalized = await finalize(tenant, at, { steps: contracts.length, rows, boundaries, derived })
  if (finalized.length > 0) return finalized
  const purged = [...await walkEdge(tenant, { place: `purge ${at.version}`, move: { kind: 'purge' }, steps: 0, prepares: false, boundaries }), ...await leftOver(tenant, at)]
  if (purged.length > 0) return purged
  const again = await walkEdge(tenant, { ...install, place: `reinstall ${at.version}` })
  const kept = [...(await tenant.look()).rows].filter(([, each]) => each.length > 0 && migrationsWriteNothing(at, each.length))
  return [...again, ...await shapeFindings(tenant, `reinstall ${at.version}`, at), ...kept.map(([table, each]) => findingOf('PURGE_INCOMPLETE', `reinstall ${at.version}`, `${table} has ${each.length} rows of before.`))]
}

/** An install may bring rows of its own, but not as many as were there. */
function migrationsWriteNothing({ migrations }: StoredArtifact, count: number): boolean {
  return count > 0 && !migrations.some(({ up }) => /\binsert\s+into\b/i.test(up))
}

interface FinalizeWalk extends Pick<WalkOptions, 'rows' | 'boundaries' | 'derived'> {
  readonly steps: number
}

/** The contract steps remove the old shape alone, and the way back is closed. */
async function finalize(tenant: WalkedTenant, at: StoredArtifact, { steps, rows, boundaries, derived }: FinalizeWalk): Promise<readonly ModuleFinding[]> {
  const place = `finalize ${at.version}`
  const before = await tenant.look()
  const walked = await walkEdge(tenant, { place, move: { kind: 'finalize', to: at }, steps, prepares: false, boundaries })
  if (walked.length > 0) return walked
  const after = await tenant.look()
  const lost = lostRows(withoutTables(withColumnsOf(before.rows, after.rows), derived), after.rows)
  const reopened = await isOpen(tenant, at) ? [findingOf('FINALIZE_REOPENED', place, 'Afterwards a roll back to the first data version goes through.')] : []
  await tenant.write(rows)
  return [...lost.map((what) => findingOf('DATA_LOST', place, what)), ...await shapeFindings(tenant, place, at), ...reopened]
}

/** Whether the way back is open where it must be closed. */
async function isOpen(tenant: WalkedTenant, { manifest }: StoredArtifact): Promise<boolean> {
  if (requiredDataVersion(manifest) < 2) return false
  const probe = tenant.within(async (session, migrator) => {
    await session.query('savepoint probe')
    await migrator.down(session, tenant.target, { toDataVersion: 1 })
    await session.query('rollback to savepoint probe')
    return true
  })
  return probe.catch((error: unknown) => {
    if (isTenonError(error) && error.code === 'MIGRATION_IRREVERSIBLE') return false
    throw error
  })
}

/** Schemas and objects that carry the tenant's name after it left. */
async function leftOver({ target, within }: WalkedTenant, { version }: StoredArtifact): Promise<readonly ModuleFinding[]> {
  const { rows } = await within((session) => session.query<{ name: string }>(`
    select nspname as name from pg_namespace where left(nspname, length($1)) = $1
    union all select format('%I.%I', nspname, relname) from pg_class join pg_namespace n on n.oid = relnamespace
      where nspname = 'public' and relkind in ('r', 'p', 'v', 'm', 'S') and not exists (select from pg_depend where objid = pg_class.oid and deptype = 'e')`, [target.schema]))
  return rows.map(({ name }) => findingOf('PURGE_INCOMPLETE', `purge ${version}`, `${name} is there still.`))
}
