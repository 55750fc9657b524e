import { schemaNameOf } from '@tenon/model'
import type { MigrationTarget, PlanEstimate, SqlSession } from '@tenon/model'
import { estimateSteps, moveKey } from '@tenon/planner'
import type { MoveSample, PlanBody } from '@tenon/planner'
import type { RegistryParts } from '../registry-parts.ts'
import { selectSamples } from '../tables/plans.ts'
import { countsByModule, sampleOf, samplesRead } from './estimate-plan.ts'

/** How long each of many plans will take, in their order: one statement for the rows of all, one for each different move. */
export async function estimateFleet(session: SqlSession, { migrator }: Pick<RegistryParts, 'migrator'>, bodies: readonly PlanBody[]): Promise<readonly PlanEstimate[]> {
  const counts = await migrator.countRows(session, bodies.flatMap(targetsOf))
  const samples = new Map<string, readonly MoveSample[]>()
  for (const key of new Set(bodies.map(({ moves }) => moveKey(moves)))) samples.set(key, (await selectSamples(session, key, samplesRead)).map(sampleOf))
  return bodies.map((body) => estimateSteps({ steps: body.steps, rehearsals: [], samples: samples.get(moveKey(body.moves)) ?? [], counts: countsByModule(targetsOf(body), counts) }))
}

function targetsOf({ tenantId, moves }: PlanBody): readonly MigrationTarget[] {
  return moves.map(({ module }) => ({ tenantId, module, schema: schemaNameOf(tenantId, module) }))
}
