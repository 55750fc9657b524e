import type { LockEntry, LockRevision } from '@tenon/model'

/**
 * The entries of one module that a tenant can stand on, newest first: what runs now, then what a
 * roll back returns to, then what a second one would.
 *
 * A roll back takes its version off the pile, so that rolling back twice goes two versions down
 * and never up again. Finalize leaves only what runs: there is no way below it. A change of
 * settings belongs to the version it was made under, so that code, data and settings go back together.
 *
 * @param history - the tenant's lock revisions in any order
 */
export function wayBackOf(history: readonly LockRevision[], module: string): readonly LockEntry[] {
  const oldestFirst = history.toSorted((a, b) => a.revision - b.revision)
  const pile = oldestFirst.reduce<readonly LockEntry[]>((entries, revision) => {
    const entry = revision.entries.find((candidate) => candidate.module === module)
    return entry === undefined ? [] : next(entries, entry)
  }, [])
  return pile.toReversed()
}

function next(pile: readonly LockEntry[], entry: LockEntry): readonly LockEntry[] {
  const top = pile.at(-1)
  if (entry.finalized && top?.version === entry.version) return [entry]
  const standing = pile.findIndex(({ version, integrity }) => version === entry.version && integrity === entry.integrity)
  return standing === -1 ? [...pile, entry] : [...pile.slice(0, standing), entry]
}
