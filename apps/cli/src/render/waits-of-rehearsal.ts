import type { RehearsedLock, RehearsedMove } from '@tenon/model'

/** Tables that keep the same people waiting on one way. */
export interface Wait extends Pick<RehearsedLock, 'blocks' | 'heldMs' | 'migration'> {
  readonly direction: RehearsedMove['direction']
  readonly tables: readonly string[]
}

/**
 * Who would wait, in one entry for each way and for reads or writes, with the longest wait of any table and the migration that takes
 * the first lock. A table that keeps readers waiting as long is not named again for writers. The second way up repeats the first. Pure.
 */
export function waitsOf(moves: readonly RehearsedMove[]): readonly Wait[] {
  return moves.filter(({ direction }) => direction !== 'up again').flatMap(({ direction, locks }) =>
    (['reads and writes', 'writes'] as const).flatMap((blocks): readonly Wait[] => {
      const mine = locks.filter((lock) => lock.blocks === blocks && !locks.some((other) => coversMore(other, lock)))
      const longest = mine.toSorted((a, b) => b.heldMs - a.heldMs)[0]
      if (longest === undefined) return []
      return [{ direction, blocks, heldMs: longest.heldMs, migration: longest.migration, tables: [...new Set(mine.map(({ table }) => table))].toSorted() }]
    }))
}

function coversMore(other: RehearsedLock, { table, blocks, heldMs }: RehearsedLock): boolean {
  return blocks === 'writes' && other.blocks === 'reads and writes' && other.table === table && other.heldMs >= heldMs
}
