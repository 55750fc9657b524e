import type { DescribeStatementsOptions } from '@tenon/model'
import { appliedUps, atFinalizeOf, migrationSteps, prepareSteps } from './migration-steps.ts'
import type { ModuleFacts } from './module-facts.ts'

/** SQL that a plan shows, with what it meets: what somebody who can read SQL is asked to describe. */
export interface DescribedText extends Required<DescribeStatementsOptions> {
  readonly sql: string
}

/** Every text of SQL in the plan of one module: what runs in the move, in its order, and what waits for finalize. */
export function describedTexts(facts: ModuleFacts): readonly DescribedText[] {
  const history = facts.kind === 'roll-back' ? [] : appliedUps(facts)
  const moved = [...prepareSteps(facts), ...migrationSteps(facts)].map(({ sql }) => sql)
  const later = atFinalizeOf(facts).map(({ sql }) => sql)
  return [...inTurn(history, moved), ...inTurn([...history, ...moved], later)]
}

function inTurn(history: readonly string[], texts: readonly string[]): readonly DescribedText[] {
  return texts.map((sql, index) => ({ sql, history, sameMove: texts.slice(0, index) }))
}
