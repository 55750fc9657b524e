import type { PlanRehearsal, Rehearsal } from '@tenon/model'
import type { PlanBody } from '@tenon/planner'
import { rehearseUpgrade } from '../actions/rehearse-upgrade.ts'
import { nowOf } from '../registry-parts.ts'
import type { RegistryParts } from '../registry-parts.ts'
import { versionOf } from './tenant-facts.ts'

/** Walks every upgrade of a plan on a copy of the tenant's data, one after the other. Installs have no data to walk on, and a roll back or a finalize is no way up. */
export async function rehearsePlan(parts: RegistryParts, { tenantId, moves }: PlanBody): Promise<readonly PlanRehearsal[]> {
  const rehearsals: PlanRehearsal[] = []
  for (const { module, to } of moves.filter(({ kind }) => kind === 'upgrade')) {
    const version = await versionOf(parts.database, to)
    rehearsals.push(recordOf(await rehearseUpgrade(parts, version, { tenantId, module, version: to.version }), { module, at: nowOf(parts) }))
  }
  return rehearsals
}

/** What of a rehearsal is kept with a plan. */
function recordOf({ rows, moves, issues }: Rehearsal, { module, at }: Pick<PlanRehearsal, 'module' | 'at'>): PlanRehearsal {
  const problems = issues.filter(({ severity }) => severity === 'problem').map(({ title }) => title)
  const up = moves.find(({ direction }) => direction === 'up')
  return {
    module, at, rows: rows.total, copiedRows: rows.copied, walked: moves.map(({ direction }) => direction),
    equal: problems.length === 0, problems, upMs: up?.durationMs ?? 0, migrations: up?.migrations ?? [],
  }
}
