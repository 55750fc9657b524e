import { isTenonError } from '@tenon/model'
import type { FleetPlan, SqlSession } from '@tenon/model'
import { classifyPlans, groupRefusals } from '@tenon/planner'
import type { Refusal } from '@tenon/planner'
import { nowOf } from '../registry-parts.ts'
import type { RegistryParts } from '../registry-parts.ts'
import type { FleetPlanRequest } from '../surface/fleet-registry.ts'
import type { Actor } from '../surface/tenant-registry.ts'
import { insertFleetPlan } from '../tables/fleet-plans.ts'
import { insertPlans } from '../tables/plans.ts'
import type { SavedPlan } from '../tables/plans.ts'
import { computePlan } from './compute-plan.ts'
import type { ComputedPlan } from './compute-plan.ts'
import { createDescriber } from './describe-moves.ts'
import { estimateFleet } from './estimate-fleet.ts'
import { readFleetFacts } from './fleet-facts.ts'
import { refusalOf } from './refusal-of.ts'
import { selectedTenants } from './selected-tenants.ts'
import type { TenantFacts } from './tenant-facts.ts'

/** Plans written by one statement: with SQL and statements each may be 100 kB. */
const writtenAtOnce = 250

/** Reads the tenants meant, plans for each, and saves the fleet plan with their plans; changes nothing else. @throws SELECTION_EMPTY, TENANT_UNKNOWN */
export function makeFleetPlan(parts: RegistryParts, { targets, select }: FleetPlanRequest, actor: Actor): Promise<FleetPlan> {
  return parts.database.transaction(async (session) => {
    const facts = await readFleetFacts(session, parts, await selectedTenants(session, select))
    const { computed, refusals, unchanged } = await computeAll(facts, targets)
    const createdAt = nowOf(parts)
    const estimates = await estimateFleet(session, parts, computed.map(({ body }) => body))
    const saved = computed.map(({ body, restsOn, fingerprint }, index): SavedPlan => (
      { plan: { ...body, fingerprint, rehearsals: [], estimate: estimates[index] as SavedPlan['plan']['estimate'], id: parts.createId('p'), ...actor, createdAt }, restsOn }))
    const classes = classifyPlans(saved.map(({ plan, restsOn }) => ({ plan, ledgers: plan.moves.map(({ module }) => restsOn[`the data of ${module}`] ?? null) })))
    const fleet: FleetPlan = { id: parts.createId('f'), targets, selection: select, classes, refused: groupRefusals(refusals), unchanged, ...actor, createdAt }
    await save(session, fleet, saved)
    return fleet
  })
}

interface Outcomes {
  readonly computed: readonly ComputedPlan[]
  readonly refusals: readonly Refusal[]
  readonly unchanged: readonly string[]
}

/** One after the other: they share the session, and what the first of them asked is known to the rest. */
async function computeAll(all: readonly TenantFacts[], targets: FleetPlanRequest['targets']): Promise<Outcomes> {
  const [computed, refusals, unchanged]: [ComputedPlan[], Refusal[], string[]] = [[], [], []]
  const describe = all[0] === undefined ? null : createDescriber(all[0].parts.migrator)
  for (const facts of all) {
    const tenantId = facts.tenant.id
    try {
      if (describe !== null) computed.push(await computePlan(facts, { kind: 'move', tenantId, targets }, describe))
    } catch (error) {
      if (isTenonError(error) && error.code === 'PLAN_EMPTY') unchanged.push(tenantId)
      else refusals.push(refusalOf(tenantId, error))
    }
  }
  return { computed, refusals, unchanged }
}

async function save(session: SqlSession, fleet: FleetPlan, saved: readonly SavedPlan[]): Promise<void> {
  await insertFleetPlan(session, fleet)
  for (let from = 0; from < saved.length; from += writtenAtOnce) await insertPlans(session, saved.slice(from, from + writtenAtOnce), fleet.id)
}
