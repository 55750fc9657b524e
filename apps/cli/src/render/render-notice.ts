import type { VersionNotice } from '@tenon/model'
import type { Report } from '../report.ts'
import { lineOf } from './columns.ts'

const said = { deprecate: 'deprecated', yank: 'yanked', restore: 'restored' } as const

const means = {
  deprecate: 'It is chosen only when it is named exactly. Nobody moved.',
  yank: 'It is chosen for nobody new and stays where it runs. Nobody moved.',
  restore: 'What its source says counts again. Nobody moved.',
} as const

/** What was said of a version, and what it means. */
export function renderNotice(spec: string, notice: VersionNotice): Report {
  const { change, actor, reason } = notice
  return {
    json: notice,
    lines: [lineOf(spec, said[change], actor, reason)],
    page: (paint) => `${paint.bold(spec)}   ${said[change]} by ${actor}, "${reason}"\n  ${means[change]}${change === 'restore' ? '' : ` Who runs it: tenon exposure ${spec}`}`,
  }
}
