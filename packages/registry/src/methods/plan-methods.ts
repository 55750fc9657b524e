import type { Operation } from '@tenon/model'
import { recoverOperations } from '../operation/recover-operations.ts'
import { startOperation } from '../operation/start-operation.ts'
import type { StartedOperation } from '../operation/start-operation.ts'
import { createTurns } from '../operation/take-turns.ts'
import { makePlan, previewPlan } from '../plan/make-plan.ts'
import type { RegistryParts } from '../registry-parts.ts'
import type { ApplyOptions, PlanRegistry } from '../surface/plan-registry.ts'
import { selectOperation, selectOperations } from '../tables/operations.ts'
import { selectPlan } from '../tables/plans.ts'

/** Plans and operations, and how to wait for those that run here. */
export interface PlanMethods extends PlanRegistry {
  /** Resolves once no operation runs in this process. */
  idle(): Promise<void>
}

/** @param movesAtOnce - operations that run at the same time in this process; the rest wait in order */
export function planMethods(parts: RegistryParts, movesAtOnce: number): PlanMethods {
  const { database } = parts
  const takeTurn = createTurns(movesAtOnce)
  const unfinished = new Set<Promise<unknown>>()

  /** A turn ends when the operation does, not when it is journaled. */
  async function start(planId: string, options: ApplyOptions): Promise<StartedOperation> {
    const saved = await selectPlan(database, planId)
    const started = Promise.withResolvers<StartedOperation>()
    const turn = takeTurn(async () => {
      const operation = await startOperation(parts, saved, options)
      started.resolve(operation)
      await operation.finished
    })
    const watched: Promise<unknown> = turn.catch(started.reject).finally(() => unfinished.delete(watched))
    unfinished.add(watched)
    return started.promise
  }

  async function getOperation(operationId: string): Promise<Operation> {
    const operation = await selectOperation(database, operationId)
    if (operation.status !== 'running') return operation
    await recoverOperations(parts, operation.tenantId)
    return selectOperation(database, operationId)
  }

  return {
    plan: (request, options) => makePlan(parts, request, options),
    preview: (request) => previewPlan(parts, request),
    getPlan: async (planId) => (await selectPlan(database, planId)).plan,
    start,
    apply: async (planId, options) => (await start(planId, options)).finished,
    getOperation,
    listOperations: (tenantId) => selectOperations(database, tenantId ?? null),
    async idle() {
      await Promise.all(unfinished)
    },
  }
}
