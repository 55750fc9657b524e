import type { PlannedLock, PlannedMigration, PlannedStatement } from '@tenon/model'
import { someOf } from './words.ts'

/** What a migration touches: `movement.quantity_exact, item.unit`; its name in words when its SQL names nothing. */
export function objectsInWords({ statements, migration }: Pick<PlannedMigration, 'statements' | 'migration'>, most = 3): string {
  const objects = new Set(statements.flatMap(({ touches }) => touches))
  // A table named as a whole stands for its columns.
  const shown = [...objects].filter((name) => !name.includes('.') || !objects.has(name.split('.')[0] ?? ''))
  return shown.length > 0 ? someOf(shown, most) : migration.replace(/^\d+_/, '').replaceAll('_', ' ')
}

/** The strongest lock that keeps somebody waiting, as PostgreSQL calls it; empty when reads and writes go on. */
export function lockInWords(statements: readonly PlannedStatement[]): string {
  const locks = statements.flatMap((statement) => statement.locks)
  const strongest = locks.find(({ blocks }) => blocks === 'reads and writes') ?? locks.find(({ blocks }) => blocks === 'writes')
  return strongest === undefined ? '' : modeOf(strongest)
}

function modeOf({ mode }: PlannedLock): string {
  return mode.toUpperCase()
}
