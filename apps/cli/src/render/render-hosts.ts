import type { Replacement, Supervision } from '@tenon/host'
import type { KnownHost } from '@tenon/registry'
import type { Report } from '../report.ts'
import { alignColumns, lineOf, renderTable } from './columns.ts'
import type { Paint } from './paint.ts'
import { durationInWords, instantInWords, plural } from './words.ts'

/** Who serves, oldest first. */
export function renderHosts(hosts: readonly KnownHost[]): Report {
  return {
    json: hosts,
    lines: hosts.map((it) => lineOf(it.id, it.label, it.version, it.startedAt, it.isAnnounced ? 'serves' : 'lost')),
    page: (paint) => hosts.length === 0
      ? 'No host serves this database. Start one: tenon dev'
      : renderTable(['host', 'label', 'version', 'since (UTC)', 'state'], hosts.map((it) => [
        paint.bold(it.id), it.label, it.version, instantInWords(it.startedAt), it.isAnnounced ? paint.green('serves') : paint.yellow('lost its connection'),
      ]), paint),
  }
}

/** Which hosts followed each other, newest first, and which versions none of them loads. */
export function renderSupervision(supervision: Supervision): Report {
  const { generation, replacements, barred } = supervision
  return {
    json: supervision,
    lines: [
      ...replacements.map((it) => lineOf(it.generation, it.at, it.outcome, it.tookMs, it.leftMs, it.abandonedCalls, it.actor ?? '-', it.reason)),
      ...barred.map(({ label, reason }) => lineOf('barred', label, reason)),
    ],
    page: (paint) => [
      replacements.length === 0 ? `This is the first host behind its port; none was replaced.` : tableOf(replacements, paint),
      ...(barred.length === 0 ? [] : ['', ...barredRows(supervision, paint), '', paint.dim(`Host ${generation} refuses them. When the cause is mended: tenon hosts recycle --reason ...`)]),
    ].join('\n'),
  }
}

/** How the replacement that was asked for went. */
export function renderRecycled(supervision: Supervision): Report {
  const [newest] = supervision.replacements
  const isUp = newest?.outcome === 'succeeded'
  const words = isUp
    ? `A fresh host serves, ${durationInWords(newest.tookMs ?? 0)} after it was asked for. The one before finishes what runs: tenon hosts history`
    : 'The fresh host did not come up; the one before goes on. The log of the host says why.'
  return {
    json: supervision,
    lines: newest === undefined ? [] : [lineOf(newest.generation, newest.outcome, newest.tookMs)],
    page: (paint) => (isUp ? paint.green(words) : paint.red(words)),
    exitCode: isUp ? 0 : 1,
  }
}

function tableOf(replacements: readonly Replacement[], paint: Paint): string {
  return renderTable(['host', 'asked for (UTC)', 'came up in', 'the one before', 'by', 'reason'], replacements.map((it) => [
    paint.bold(String(it.generation)), instantInWords(it.at), outcomeInWords(it, paint), leftInWords(it, paint), it.actor ?? paint.dim('itself'), it.reason,
  ]), paint)
}

function outcomeInWords({ outcome, tookMs }: Replacement, paint: Paint): string {
  switch (outcome) {
    case 'running':
      return paint.dim('starting')
    case 'succeeded':
      return durationInWords(tookMs ?? 0)
    case 'failed':
      return paint.red('did not')
    default:
      return outcome satisfies never
  }
}

/** `left in 5.2 s, 0 calls cut off`. */
function leftInWords({ outcome, leftMs, abandonedCalls, reason }: Replacement, paint: Paint): string {
  if (reason.startsWith('the host ended')) return paint.dim('had ended')
  if (outcome === 'failed') return 'goes on'
  if (leftMs === null) return paint.dim('finishes what runs')
  if (abandonedCalls === null) return `left in ${durationInWords(leftMs)}, ${paint.yellow('killed')}`
  const calls = `${plural(abandonedCalls, 'call')} cut off`
  return `left in ${durationInWords(leftMs)}, ${abandonedCalls === 0 ? calls : paint.yellow(calls)}`
}

function barredRows({ barred }: Supervision, paint: Paint): readonly string[] {
  return [paint.yellow(plural(barred.length, 'barred version')), ...alignColumns(barred.map(({ label, reason }) => [`  ${paint.bold(label)}`, reason]))]
}
