import type { Change, Fix } from './fix.ts'

/** A fix in words: what to change, and why that works. */
export function describeFix({ changes, note }: Fix): string {
  return `${changesInWords(changes)}: ${note}.`
}

/** What a fix changes, as short as it can be said: `analytics ^1.9`, `inventory ^2.0`. */
export function changesInWords(changes: readonly Change[]): string {
  const repinned = new Map(changes.flatMap((change) => (change.kind === 'pin' ? [[change.module, change.range] as const] : [])))
  const said = changes.filter((change) => !(change.kind === 'move-along' && repinned.get(change.module) === change.range))
  return said.map(changeInWords).join(' and ')
}

function changeInWords(change: Change): string {
  const { module } = change
  switch (change.kind) {
    case 'ask':
    case 'move-along':
    case 'install':
      return `${module} ${change.range}`
    case 'leave':
      return `without ${module}`
    case 'pin':
      return change.range === null ? `no pin on ${module}` : `pin ${module} ${change.range}`
    case 'channel':
      return `${module} on ${change.channel}`
    case 'step':
      return `${module} ${change.through[0] ?? ''} first`
    default:
      return change satisfies never
  }
}
