import type { CutOff, VersionState } from '@tenon/host'
import type { Report } from '../report.ts'
import { lineOf, renderTable } from './columns.ts'
import type { Paint } from './paint.ts'
import { instantInWords, plural, sizeInWords } from './words.ts'

/** The versions of one host, one row each. */
export function renderVersions(versions: readonly VersionState[]): Report {
  return {
    json: versions,
    lines: versions.map((it) => lineOf(it.module, it.version, it.phase, plural(it.tenants, 'tenant'), callsInWords(it), attentionOf(it))),
    page: (paint) => versions.length === 0
      ? 'This host has loaded no module version yet.'
      : renderTable(['module', 'version', 'phase', 'tenants', 'calls in flight', 'attention'], versions.map((it) => rowOf(it, paint)), paint),
  }
}

function rowOf(it: VersionState, paint: Paint): string[] {
  const attention = attentionOf(it)
  return [paint.bold(it.module), it.version, phaseInColor(it, paint), String(it.tenants), callsInWords(it), attention === '' ? paint.green('ok') : paint.yellow(attention)]
}

function phaseInColor({ phase }: VersionState, paint: Paint): string {
  switch (phase) {
    case 'active':
      return phase
    case 'loading':
    case 'draining':
    case 'drained':
      return paint.dim(phase)
    case 'refused':
      return paint.yellow(phase)
    default:
      return phase satisfies never
  }
}

/** `3: 2 http, 1 event`; `-` when nothing runs. */
function callsInWords({ calls, callsByCause }: VersionState): string {
  const parts = Object.entries(callsByCause).filter(([, count]) => count > 0).map(([cause, count]) => `${count} ${cause}`)
  return calls === 0 ? '-' : `${calls}: ${parts.join(', ')}`
}

function attentionOf({ reason, cutOff, overdue, trouble, memory }: VersionState): string {
  return [...(reason === null ? [] : [reason]), ...cutOff.map(cutOffInWords), ...troubleInWords(trouble, overdue), ...growthInWords(memory)].join('; ')
}

/** `kept the event loop 3 times, up to 1240 ms`. */
function troubleInWords({ blocks, longestBlockMs, unhandledRejections, uncaughtExceptions, timedOutCalls }: VersionState['trouble'], overdue: number): readonly string[] {
  const parts = [
    [blocks, `kept the event loop ${plural(blocks, 'time')}, up to ${longestBlockMs} ms`],
    [unhandledRejections, `${plural(unhandledRejections, 'unhandled rejection')}`],
    [uncaughtExceptions, `${plural(uncaughtExceptions, 'uncaught error')}`],
    [timedOutCalls, `${plural(timedOutCalls, 'call')} took too long${overdue === 0 ? '' : `, ${overdue} still running`}`],
    [timedOutCalls, `${plural(timedOutCalls, 'call')} took longer than they may${overdue === 0 ? '' : `, ${overdue} of them still run`}`],
  ] as const
  return parts.flatMap(([count, words]) => (count > 0 ? [words] : []))
}

function growthInWords(memory: VersionState['memory']): readonly string[] {
  return memory?.isGrowing === true ? [`keeps ${sizeInWords(memory.grownBytes)} more than at ${instantInWords(memory.since)}, and goes on`] : []
}

function cutOffInWords({ tenantId, since, until, reason }: CutOff): string {
  const next = until === null ? 'being tried again' : `tried again ${instantInWords(until)}`
  return `cut off for ${tenantId ?? 'all tenants'} since ${instantInWords(since)}: ${reason}, ${next}`
}
