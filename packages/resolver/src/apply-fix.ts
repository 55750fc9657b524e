import { stableChannels } from '@tenon/model'
import type { TenantChannels } from '@tenon/model'
import type { Change, Fix } from './fix.ts'
import type { ResolveQuestion } from './resolve-question.ts'

/**
 * The question with a fix applied; it resolves. For a fix of kind `step` that is the first step only: when
 * the tenant runs what it gives, the next one, and last the question as it was.
 */
export function applyFix(question: ResolveQuestion, { changes }: Pick<Fix, 'changes'>): ResolveQuestion {
  return changes.reduce(applyChange, question)
}

function applyChange(question: ResolveQuestion, change: Change): ResolveQuestion {
  const { module } = change
  switch (change.kind) {
    case 'ask':
    case 'move-along':
    case 'install':
      return { ...question, targets: { ...question.targets, [module]: change.range } }
    case 'leave':
      return { ...question, targets: Object.fromEntries(Object.entries(question.targets).filter(([name]) => name !== module)) }
    case 'pin':
      return { ...question, pins: question.pins.flatMap((pin) => (pin.module === module ? repinned(pin, change.range) : [pin])) }
    case 'channel':
      return { ...question, channels: onChannel(question.channels ?? stableChannels, change) }
    case 'step':
      return { ...question, targets: Object.fromEntries(change.through.slice(0, 1).map((version) => [module, version])) }
    default:
      return change satisfies never
  }
}

function onChannel(channels: TenantChannels, { module, channel }: Extract<Change, { kind: 'channel' }>): TenantChannels {
  return { ...channels, modules: { ...channels.modules, [module]: channel } }
}

function repinned<Pinned extends { readonly range: string }>(pin: Pinned, range: string | null): readonly Pinned[] {
  return range === null ? [] : [{ ...pin, range }]
}
