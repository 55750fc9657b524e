import type { Operation, Plan, SqlSession } from '@tenon/model'
import { moveKey } from '@tenon/planner'
import type { FingerprintFacts } from '@tenon/planner'
import { registryErrors } from '../registry-errors.ts'

/** A plan and the named facts behind its fingerprint, kept so that a stale plan can say what changed. */
export interface SavedPlan {
  readonly plan: Plan
  readonly restsOn: FingerprintFacts
}

/** An earlier success of the same move. */
export interface PlanSample {
  readonly plan: Plan
  readonly outcomes: Operation['steps']
}

/** Saves a plan. It is never changed. */
export async function insertPlan(session: SqlSession, saved: SavedPlan): Promise<void> {
  await insertPlans(session, [saved], null)
}

/** Saves many plans in one statement, as members of a fleet plan or each for itself. */
export async function insertPlans(session: SqlSession, saved: readonly SavedPlan[], fleetPlanId: string | null): Promise<void> {
  await session.query(
    `insert into tenon.plan (id, tenant_id, plan, rests_on, created_at, move, fleet_plan_id)
     select id, tenant_id, plan, rests_on, created_at, move, $7 from unnest($1::text[], $2::text[], $3::jsonb[], $4::jsonb[], $5::timestamptz[], $6::text[]) as row (id, tenant_id, plan, rests_on, created_at, move)`,
    [
      saved.map(({ plan }) => plan.id), saved.map(({ plan }) => plan.tenantId), saved.map(({ plan }) => JSON.stringify(plan)), saved.map(({ restsOn }) => JSON.stringify(restsOn)),
      saved.map(({ plan }) => plan.createdAt), saved.map(({ plan }) => moveKey(plan.moves)), fleetPlanId,
    ],
  )
}

/** One plan. @throws PLAN_UNKNOWN */
export async function selectPlan(session: SqlSession, planId: string): Promise<SavedPlan> {
  const { rows } = await session.query<SavedPlan>('select plan, rests_on as "restsOn" from tenon.plan where id = $1', [planId])
  if (rows[0] === undefined) throw registryErrors.PLAN_UNKNOWN({ plan: planId })
  return { ...rows[0], plan: completePlan(rows[0].plan) }
}

/** The last successes of the same move, newest first. */
export async function selectSamples(session: SqlSession, move: string, limit: number): Promise<readonly PlanSample[]> {
  const { rows } = await session.query<PlanSample>(
    `select plan, steps as outcomes from tenon.plan join tenon.operation on operation.plan_id = plan.id
     where move = $1 and status = 'succeeded' order by position desc limit $2`,
    [move, limit],
  )
  return rows.map((sample) => ({ ...sample, plan: completePlan(sample.plan) }))
}

/** A plan that was saved before plans described their SQL lacks those parts: it says nothing of them, and applies as ever. */
function completePlan(plan: Plan): Plan {
  const saved: Partial<Plan> & Omit<Plan, 'noReturn' | 'atFinalize' | 'estimate' | 'rehearsals'> = plan
  return {
    ...plan,
    steps: plan.steps.map((step) => ('sql' in step ? { ...step, statements: (step as Partial<typeof step>).statements ?? [] } : step)),
    deltas: plan.deltas.map(({ module, ...delta }) => ({ module, changes: (delta as Partial<typeof delta>).changes ?? [] })),
    noReturn: saved.noReturn ?? null,
    atFinalize: saved.atFinalize ?? [],
    estimate: saved.estimate ?? { basis: { kind: 'unknown' }, totalMs: null, steps: plan.steps.map(() => ({ ms: null, rows: null })), rows: null },
    rehearsals: saved.rehearsals ?? [],
  }
}
