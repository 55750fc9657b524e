import { createHash } from 'node:crypto'
import { canonicalJson } from '@tenon/model'
import type { DesiredChange, ImportPlan, SqlSession } from '@tenon/model'
import { blastRadius, diffDesiredState } from '@tenon/planner'
import { rangeAllows } from '@tenon/resolver'
import { registryErrors } from '../registry-errors.ts'
import { nowOf } from '../registry-parts.ts'
import type { RegistryParts } from '../registry-parts.ts'
import type { PlanImportOptions } from '../surface/desired-registry.ts'
import { insertImportPlan } from '../tables/imports.ts'
import { desiredIssues } from './desired-issues.ts'
import { importConflicts } from './import-conflicts.ts'
import { readDesiredState } from './read-desired-state.ts'

/** What an import would do and what stands against it, saved; changes nothing else. @throws DESIRED_STATE_INVALID */
export function planImport(parts: RegistryParts, { desired, prune = false, actor, reason }: PlanImportOptions): Promise<ImportPlan> {
  return parts.database.transaction(async (session) => {
    const { changes, notListed } = await differenceNow(session, { desired, prune })
    const fingerprint = createHash('sha256').update(canonicalJson(changes)).digest('hex')
    const conflicts = await importConflicts(session, parts, { desired, changes })
    const plan: ImportPlan = { id: parts.createId('im'), prune, desired, changes, conflicts, radius: blastRadius(changes), notListed, fingerprint, actor, reason, createdAt: nowOf(parts) }
    await insertImportPlan(session, plan)
    return plan
  })
}

/** What leads from what holds now to what was asked for. @throws DESIRED_STATE_INVALID */
export async function differenceNow(session: SqlSession, { desired, prune }: Pick<ImportPlan, 'desired' | 'prune'>): Promise<{ readonly changes: readonly DesiredChange[]; readonly notListed: ImportPlan['notListed'] }> {
  // The parts of what holds are read by several statements, which must agree.
  await session.query('set transaction isolation level repeatable read')
  const issues = await desiredIssues(session, desired)
  const difference = diffDesiredState(await readDesiredState(session, null), desired, { prune, allows: rangeAllows })
  const all = [...issues, ...(difference.kind === 'refused' ? difference.issues : [])]
  if (difference.kind === 'refused' || all.length > 0) throw registryErrors.DESIRED_STATE_INVALID({ issues: all })
  return difference
}
