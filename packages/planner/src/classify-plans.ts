import { canonicalJson } from '@tenon/model'
import type { Json, LockEntry, Move, Plan, PlanClass, PlanMember, SharedPlan } from '@tenon/model'

/** One tenant's plan, as far as its class depends on it, and what it is listed with. */
export interface ClassifiedPlan {
  readonly plan: SharedPlan & Pick<Plan, 'id' | 'tenantId' | 'estimate'>
  /** What the ledgers of the modules that move hold, in words that are equal where they are. */
  readonly ledgers: Json
}

/**
 * Puts plans of different tenants together where what is read of one holds for all: the same versions, permissions that
 * are off, ledgers, SQL, changes for callers and ways back. Revisions of settings, what was granted and the reason for a
 * version are each tenant's own. Deterministic: the order of `plans` carries no meaning.
 *
 * @returns the largest class first, of equal ones that with the first tenant
 */
export function classifyPlans(plans: readonly ClassifiedPlan[]): readonly PlanClass[] {
  const ordered = plans.toSorted((a, b) => (a.plan.tenantId < b.plan.tenantId ? -1 : 1))
  const classes = [...Map.groupBy(ordered, classKey).values()].toSorted((a, b) => b.length - a.length)
  return classes.map(classOf)
}

/** Equal for the plans of one class. */
export function classKey({ plan, ledgers }: ClassifiedPlan): string {
  const { moves, ...shared } = sharedPlanOf(plan)
  return canonicalJson({ ...shared, moves: moves.map(withoutOwn), ledgers } as unknown as Json)
}

/** `A` to `Z`, then `AA`. */
export function classNameAt(index: number): string {
  const before = Math.floor(index / 26)
  return `${before === 0 ? '' : classNameAt(before - 1)}${String.fromCharCode(65 + (index % 26))}`
}

function classOf(plans: readonly ClassifiedPlan[], index: number): PlanClass {
  const [first] = plans as readonly [ClassifiedPlan, ...ClassifiedPlan[]]
  const members = plans.map(({ plan }): PlanMember => ({ tenantId: plan.tenantId, planId: plan.id, rows: plan.estimate.rows }))
  const counts = members.flatMap(({ rows }) => rows ?? [])
  const rows = counts.length < members.length ? null : counts.reduce((sum, count) => sum + count, 0)
  return { name: classNameAt(index), plan: sharedPlanOf(first.plan), members, rows }
}

function sharedPlanOf({ moves, steps, deltas, reversible, noReturn, atFinalize, contractsLeft }: SharedPlan): SharedPlan {
  return { moves, steps, deltas, reversible, noReturn, atFinalize, contractsLeft }
}

function withoutOwn({ why: _why, from, to, ...move }: Move) {
  return { ...move, from: from === null ? null : sharedEntry(from), to: sharedEntry(to) }
}

function sharedEntry({ settingsRevision: _revision, grants: _grants, ...entry }: LockEntry) {
  return entry
}
