import { schemaNameOf } from '@tenon/model'
import type { PlanEstimate, PlanRehearsal, SqlSession } from '@tenon/model'
import { estimateSteps, moveKey } from '@tenon/planner'
import type { EstimateFacts, MoveSample, PlanBody } from '@tenon/planner'
import type { RegistryParts } from '../registry-parts.ts'
import { selectSamples } from '../tables/plans.ts'
import type { PlanSample } from '../tables/plans.ts'

/** So many earlier successes of a move are looked at; the planner takes the nearest of them. */
export const samplesRead = 30

/** How long a plan will take, from its rehearsals, earlier successes of the same move, and the server's row counts. Reads only. */
export async function estimatePlan(session: SqlSession, { migrator }: Pick<RegistryParts, 'migrator'>, { body, rehearsals }: { readonly body: PlanBody; readonly rehearsals: readonly PlanRehearsal[] }): Promise<PlanEstimate> {
  const { tenantId, moves, steps } = body
  const targets = moves.map(({ module }) => ({ tenantId, module, schema: schemaNameOf(tenantId, module) }))
  const counts = await migrator.countRows(session, targets)
  const samples = (await selectSamples(session, moveKey(moves), samplesRead)).map(sampleOf)
  return estimateSteps({ steps, rehearsals, samples, counts: countsByModule(targets, counts) })
}

/** Counts by schema, by module instead. */
export function countsByModule(targets: readonly { readonly module: string; readonly schema: string }[], counts: EstimateFacts['counts']): EstimateFacts['counts'] {
  return new Map(targets.map(({ module, schema }) => [module, counts.get(schema) ?? new Map<string, number>()]))
}

/** Outcomes stand in the order of the plan's steps. */
export function sampleOf({ plan, outcomes }: PlanSample): MoveSample {
  const durations = plan.steps.flatMap((step, index) => {
    const ms = 'sql' in step ? outcomes[index]?.durationMs ?? null : null
    return 'sql' in step && ms !== null ? [[`${step.module} ${step.migration}`, ms] as const] : []
  })
  return { rows: plan.estimate.rows, durations: Object.fromEntries(durations) }
}
