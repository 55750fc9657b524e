import type { BlastRadius, DesiredChange } from '@tenon/model'

/** How far changes reach, counted. */
export function blastRadius(changes: readonly DesiredChange[]): BlastRadius {
  const sum = (count: (change: DesiredChange) => number) => changes.reduce((total, change) => total + count(change), 0)
  return {
    tenants: new Set(changes.flatMap((change) => ('tenantId' in change ? [change.tenantId] : []))).size,
    moves: sum((change) => (change.kind === 'move' ? Object.keys(change.after).length : 0)),
    selections: sum(({ kind }) => (kind === 'pin' || kind === 'channel' ? 1 : 0)),
    permissionsGranted: sum((change) => (change.kind === 'grants' ? change.grant.length : 0)),
    permissionsWithdrawn: sum((change) => (change.kind === 'grants' ? change.withdraw.length : 0)),
  }
}
