import type { Plan } from '@tenon/model'
import type { HoldRequest } from './cutover-participants.ts'

/**
 * What must make way for a plan. Calls of what the plan holds end first; what is only switched takes no new calls until
 * every host knows the new lock, so that none starts on the version before. Nobody calls what is only installed.
 */
export function holdRequestOf({ tenantId, steps, moves }: Plan, defaultBudgetMs: number): HoldRequest {
  const holds = steps.flatMap((step) => (step.kind === 'hold' ? [step] : []))
  const drained = [...new Set(holds.map(({ module }) => module))]
  const closed = moves.filter(({ kind, module }) => kind !== 'install' && !drained.includes(module)).map(({ module }) => module)
  return { tenantId, drained, closed, budgetMs: holds.length === 0 ? defaultBudgetMs : Math.max(...holds.map(({ budgetMs }) => budgetMs)) }
}
