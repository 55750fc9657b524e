import { requiredDataVersion } from '@tenon/model'
import type { MigrationEntry, StoredArtifact } from '@tenon/model'
import type { BoundaryChoice } from '../../choose-boundaries.ts'
import { findingOf } from '../module-finding.ts'
import type { ModuleFinding } from '../module-finding.ts'
import { lostRows, withoutTables } from './lost-rows.ts'
import { walkEdge } from './walk-edge.ts'
import type { WalkedTenant } from './walked-tenant.ts'

/** How a walk is done. */
export interface WalkOptions {
  readonly rows: number
  readonly seed: number
  readonly boundaries: BoundaryChoice
  /** Tables that are computed from others. */
  readonly derived: readonly string[]
}

/** The ends of a way. */
export interface WayEnds {
  readonly from: StoredArtifact
  readonly to: StoredArtifact
}

/**
 * From an old version to a newer one, back, and up again, with rows in all tables: first rehearsed in a transaction that is taken back,
 * then for real with a crash at steps of each move. What either version wrote is there in the end, and each shape is what its migrations make.
 */
export async function walkWay(tenant: WalkedTenant, { from, to }: WayEnds, { rows, seed, boundaries, derived }: WalkOptions): Promise<readonly ModuleFinding[]> {
  const way = wayOf({ from, to })
  const [up, down] = [`up ${from.version} -> ${to.version}`, `down ${to.version} -> ${from.version}`]
  const edge = { steps: way.length, prepares: way.some(({ run }) => run !== undefined && run !== 'transaction'), boundaries }
  await tenant.move({ kind: 'up', to: from }, null)
  await tenant.write(rows)
  await tenant.write(rows)
  const rehearsed = await rehearse(tenant, { from, to }, { rows, seed, derived })
  if (rehearsed.length > 0) return rehearsed
  const climbed = [...await walkEdge(tenant, { ...edge, place: up, move: { kind: 'up', to } }), ...await shapeFindings(tenant, up, to)]
  if (climbed.length > 0 || way.some(({ phase }) => phase === 'irreversible')) return climbed
  await tenant.write(rows)
  const written = await tenant.look()
  const descended = [...await walkEdge(tenant, { ...edge, prepares: false, place: down, move: { kind: 'down', to: from } }), ...await shapeFindings(tenant, down, from)]
  if (descended.length > 0) return descended
  await tenant.move({ kind: 'up', to }, null)
  const lost = lostRows(withoutTables(written.rows, derived), (await tenant.look()).rows)
  return [...lost.map((what) => findingOf('DATA_LOST', `${down} and up again`, what)), ...await shapeFindings(tenant, `${up}, again`, to)]
}

/** What lies between two versions and is no contract step. */
function wayOf({ from, to }: WayEnds): readonly MigrationEntry[] {
  const known = new Set(from.manifest.migrations.map(({ name }) => name))
  return to.manifest.migrations.filter(({ name, phase }) => phase !== 'contract' && !known.has(name))
}

/** Whatever a rehearsal of the tenant's move would call a problem. How long locks are held depends on the machine: it is not asked here. */
async function rehearse(tenant: WalkedTenant, { from, to }: WayEnds, { rows, seed, derived }: Pick<WalkOptions, 'rows' | 'seed' | 'derived'>): Promise<readonly ModuleFinding[]> {
  // It writes to every table, also to those whose rows must fit others: with such tables it goes there and back without.
  const options = { migrations: to.migrations, toDataVersion: requiredDataVersion(to.manifest), seed, writes: derived.length === 0 ? rows : 0, lockBudgetMs: 3_600_000 }
  const { issues } = await tenant.within((session, migrator) => migrator.rehearse(session, tenant.target, options))
  const problems = issues.filter(({ severity }) => severity === 'problem')
  return problems.map(({ code, title, next }) => findingOf(code === 'ROWS_LOST' || code === 'VALUES_LOST' ? 'DATA_LOST' : 'MOVE_FAILED', `rehearsal ${from.version} -> ${to.version}`, `${title} ${next}`))
}

/** A tenant that went a way has the shape of one that was born there. */
export async function shapeFindings(tenant: WalkedTenant, place: string, { migrations }: StoredArtifact): Promise<readonly ModuleFinding[]> {
  return (await tenant.drift(migrations)).map((what) => findingOf('SHAPE_DIFFERS', place, `${what}.`))
}
