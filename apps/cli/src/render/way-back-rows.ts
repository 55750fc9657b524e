import type { Plan, PlannedMigration } from '@tenon/model'
import { lockInWords, objectsInWords } from './statements-in-words.ts'

type Shown = Pick<Plan, 'moves' | 'reversible' | 'noReturn' | 'contractsLeft' | 'atFinalize'>

/** How to come back from a plan, from which step on there is no way, and what finalize will remove later. */
export function wayBackRows(plan: Shown): readonly (readonly string[])[] {
  return [['Way back', wayBackOf(plan)], ...noReturnRows(plan), ...finalizeRows(plan)]
}

function wayBackOf({ moves, reversible }: Shown): string {
  if (moves.every((move) => move.kind === 'finalize')) return 'closes: no roll back past this'
  if (moves.every((move) => move.kind === 'install')) return 'none: there is no version before this one'
  if (!reversible) return 'none: a step of this plan cannot be taken back'
  if (moves.every((move) => move.kind === 'roll-back')) return 'what the older version cannot show is set aside and put back on the next upgrade'
  return `open until finalize; keeps what ${moves.map((move) => move.to.version).join(' and ')} writes`
}

function noReturnRows({ noReturn }: Shown): readonly (readonly string[])[] {
  if (noReturn === null) return []
  return [['No return', `from ${noReturn.migration} of ${noReturn.module} on, which ${noReturn.phase === 'contract' ? 'removes what the older version needs' : 'is declared irreversible'}`]]
}

function finalizeRows({ atFinalize, contractsLeft }: Shown): readonly (readonly string[])[] {
  if (atFinalize.length === 0) return contractsLeft.length === 0 ? [] : [['At finalize', `${contractsLeft.join(', ')}; no roll back past this`]]
  const removed = atFinalize.map((migration, index) => [index === 0 ? 'At finalize' : '', `contract  ${removedBy(migration)}`, lockInWords(migration.statements)])
  return [...removed, ['', 'no roll back past this']]
}

/** `drop movement.quantity`; a contract that drops nothing is named as it is. */
function removedBy(migration: PlannedMigration): string {
  const drops = migration.statements.some(({ text }) => /\bdrop\b/i.test(text))
  return `${drops ? 'drop ' : ''}${objectsInWords(migration, 2)}`
}
