import type { LockRevision, Move, NoReturn, Plan, PlanStep } from '@tenon/model'
import { deltaOf } from './delta.ts'
import { heldModules } from './held-modules.ts'
import type { InterfacesOf } from './held-modules.ts'
import { notGranted } from './grants.ts'
import { atFinalizeOf, contractsLeft, entryAfter, migrationSteps, prepareSteps } from './migration-steps.ts'
import type { DescribedSql } from './migration-steps.ts'
import { leftBehind } from './module-facts.ts'
import type { ModuleFacts } from './module-facts.ts'
import { inOrder } from './module-order.ts'
import { planIssues } from './plan-issues.ts'
import type { PlanIssue } from './plan-issues.ts'

/** Everything a plan for one tenant rests on. */
export interface PlanFacts {
  readonly base: LockRevision
  /** The modules that move; at most one entry per module. */
  readonly modules: readonly ModuleFacts[]
  /** What the tenant's other modules provide and need; who uses a module that moves is held with it. */
  readonly standing: readonly InterfacesOf[]
  /** What the SQL of each module does, by module and text, as far as somebody has described it. Default: nothing is known, and steps have no statements. */
  readonly described?: ReadonlyMap<string, DescribedSql>
  /** Longest time requests of a module may be held for its cut-over, in milliseconds. */
  readonly holdBudgetMs: number
}

/** A plan without its name, author, fingerprint and estimate. */
export type PlanBody = Pick<Plan, 'tenantId' | 'baseRevision' | 'moves' | 'steps' | 'deltas' | 'reversible' | 'noReturn' | 'contractsLeft' | 'atFinalize'>

/** A plan, or all reasons why there is none. */
export type Planning = { readonly kind: 'planned'; readonly body: PlanBody } | { readonly kind: 'refused'; readonly issues: readonly PlanIssue[] }

/**
 * Orders the steps that lead from the base lock to the moved one: fetch everything, prepare what
 * cannot run inside the move, hold what has SQL to run and whoever may call it, migrate (providers before their users, going back the other way round), write the
 * lock, switch. The steps of a plan are one transaction.
 *
 * Deterministic: the order of `modules` carries no meaning.
 */
export function planMoves(facts: PlanFacts): Planning {
  const { base, modules } = facts
  const ordered = inOrder(modules)
  const issues = ordered.flatMap(planIssues)
  if (issues.length > 0) return { kind: 'refused', issues }
  const steps = stepsOf(ordered, facts)
  return { kind: 'planned', body: {
    tenantId: base.tenantId,
    baseRevision: base.revision,
    moves: ordered.map(moveOf),
    steps,
    deltas: ordered.map((facts) => deltaOf(leftBehind(facts)?.manifest ?? null, facts.to.manifest)),
    reversible: ordered.every(isReversible),
    noReturn: noReturnOf(steps),
    contractsLeft: ordered.flatMap(contractsLeft),
    atFinalize: ordered.flatMap((module) => atFinalizeOf(module, facts.described?.get(module.module))),
  } }
}

function moveOf(facts: ModuleFacts): Move {
  const to = entryAfter(facts)
  return { kind: facts.kind, module: facts.module, from: leftBehind(facts)?.entry ?? null, to, why: facts.why, permissionsOff: notGranted(facts.to.manifest, to) }
}

function stepsOf(ordered: readonly ModuleFacts[], { standing, described, holdBudgetMs: budgetMs }: PlanFacts): readonly PlanStep[] {
  const moved = ordered.map(({ module }) => module)
  const switched = ordered.filter(({ kind }) => kind !== 'finalize').map(({ module }) => module)
  return [
    ...ordered.filter(({ kind }) => kind !== 'finalize').map(fetchStep),
    ...ordered.flatMap((facts) => prepareSteps(facts, described?.get(facts.module))),
    ...heldBy(ordered, standing).map((module): PlanStep => ({ kind: 'hold', module, budgetMs })),
    ...ordered.flatMap((facts) => migrationSteps(facts, described?.get(facts.module))),
    { kind: 'write-lock', modules: moved },
    ...(switched.length === 0 ? [] : [{ kind: 'switch', modules: switched } satisfies PlanStep]),
  ]
}

function fetchStep({ module, to }: ModuleFacts): PlanStep {
  return { kind: 'fetch', module, version: to.version, integrity: to.integrity }
}

/** What moves data, and who may call into it meanwhile. */
function heldBy(ordered: readonly ModuleFacts[], standing: readonly InterfacesOf[]): readonly string[] {
  const before = ordered.flatMap((facts) => leftBehind(facts)?.manifest ?? [])
  const after = ordered.map(({ to }) => to.manifest)
  return heldModules({ moving: ordered.filter(needsHold).map(({ module }) => module), before: [...standing, ...before], after: [...standing, ...after] })
}

/** Nobody calls a module before its install; a move without SQL is a switch between two requests. */
function needsHold(facts: ModuleFacts): boolean {
  return facts.kind !== 'install' && [...prepareSteps(facts), ...migrationSteps(facts)].length > 0
}

function isReversible(facts: ModuleFacts): boolean {
  if (facts.kind === 'roll-back') return true
  if (facts.kind !== 'upgrade') return false
  return [...prepareSteps(facts), ...migrationSteps(facts)].every(({ phase }) => phase !== 'irreversible')
}

/** From this step on there is no roll back. */
function noReturnOf(steps: readonly PlanStep[]): NoReturn | null {
  const index = steps.findIndex((step) => 'phase' in step && step.kind !== 'migrate-down' && (step.phase === 'irreversible' || step.phase === 'contract'))
  const step = steps[index]
  if (step === undefined || !('phase' in step)) return null
  return { step: index, module: step.module, migration: step.migration, phase: step.phase === 'contract' ? 'contract' : 'irreversible' }
}
