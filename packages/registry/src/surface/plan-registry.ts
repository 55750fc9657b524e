import type { MigrationProgress, Operation, Plan, PlanPreview } from '@tenon/model'
import type { Actor } from './tenant-registry.ts'

/** Which move to plan. */
export type PlanRequest =
  /** Install or upgrade: module name to a semver range (`2.0.0`, `^1.2`). Modules not named stay where they are. */
  | { readonly kind: 'move'; readonly tenantId: string; readonly targets: Readonly<Record<string, string>> }
  /** Back to the previous lock of one module, keeping new data. `to` names an older version when the previous one is not meant. */
  | { readonly kind: 'roll-back'; readonly tenantId: string; readonly module: string; readonly to?: string }
  /** Several modules back in one transaction, users before their providers: code, data and settings of all of them, or of none. */
  | { readonly kind: 'roll-back-several'; readonly tenantId: string; readonly back: RollBackTarget }
  /** Run the contract migrations: the way back closes. */
  | { readonly kind: 'finalize'; readonly tenantId: string; readonly module: string }

/** How far several modules go back. Every module must have a way back on its own; a module that was installed since has none, and refuses the whole. */
export type RollBackTarget =
  /** Module name to the older version that is meant; null: the one before. */
  | { readonly modules: Readonly<Record<string, string | null>> }
  /** Every module that runs another version than this lock revision did. */
  | { readonly revision: number }
  /** Every module that this operation moved, to what it ran before. */
  | { readonly operation: string }

/** How a plan is made. */
export interface PlanOptions {
  /** Rehearse the upgrades on a copy of the tenant's data first, and keep what that saw with the plan. Takes as long as the rehearsal does. Default false. */
  readonly rehearse?: boolean
}

/** Progress of an operation while it runs. */
export interface OperationProgress {
  readonly operationId: string
  /** Index into the plan's steps. */
  readonly step: number
  readonly title: string
  readonly progress: MigrationProgress | null
}

/** How a plan is applied. */
export interface ApplyOptions extends Actor {
  readonly onProgress?: (progress: OperationProgress) => void
  /** Aborted: a preparation in progress stops and the operation fails with PREPARATION_STOPPED; the next one goes on from there. Past the preparation it has no effect. */
  readonly signal?: AbortSignal
  /** Why the plan may be applied though the tenant's data is not what its migrations made; recorded in the history. Absent: the operation fails with TENANT_DRIFTED. */
  readonly acceptDrift?: string
}

/** Plans and their execution. Moves are one transaction per tenant: after a crash the tenant is all old or all new. */
export interface PlanRegistry {
  /** Saves a plan. Changes nothing else. @throws PLAN_CONFLICT with all reasons, PLAN_EMPTY when there is nothing to do */
  plan(request: PlanRequest, options: Actor & PlanOptions): Promise<Plan>
  /** The same plan, not saved: needs no right to write. @throws what `plan` throws */
  preview(request: PlanRequest): Promise<PlanPreview>
  getPlan(planId: string): Promise<Plan>
  /** Starts to apply a saved plan and resolves once it is journaled. @throws PLAN_STALE when the tenant moved since, PLAN_REJECTED, PLAN_UNAPPROVED when a rule wants another person's approval, TENANT_BUSY when another operation holds it */
  start(planId: string, options: ApplyOptions): Promise<{ readonly operation: Operation; readonly finished: Promise<Operation> }>
  /** `start`, then waits. A failed operation is a value: look at `status` and `problem`. */
  apply(planId: string, options: ApplyOptions): Promise<Operation>
  getOperation(operationId: string): Promise<Operation>
  /** Newest first. */
  listOperations(tenantId?: string): Promise<readonly Operation[]>
}
