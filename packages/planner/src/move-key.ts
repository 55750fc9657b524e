import type { Move } from '@tenon/model'

/** The same text for the same move of other tenants: modules, versions and data versions, and nothing that is a tenant's own. */
export function moveKey(moves: readonly Move[]): string {
  return moves.map(({ kind, module, from, to }) => `${kind} ${module} ${from === null ? 'none' : `${from.version} at ${from.dataVersion}`} to ${to.version} at ${to.dataVersion}`).toSorted().join('; ')
}
