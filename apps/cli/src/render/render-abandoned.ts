import type { MigrationResult } from '@tenon/model'
import type { Report } from '../report.ts'
import { lineOf } from './columns.ts'
import { plural } from './words.ts'

/** Whose preparation was taken back. */
export interface Abandoned {
  readonly tenantId: string
  readonly module: string
}

/** What taking back a preparation undid. */
export function renderAbandoned(result: MigrationResult, { tenantId, module }: Abandoned): Report {
  const undone = result.applied.length === 0 ? 'nothing was prepared' : `${plural(result.applied.length, 'prepared migration')} undone`
  return {
    json: result,
    page: (paint) => [`${paint.bold(tenantId)}   ${module}   ${undone}`, ...result.applied.map((name) => `  ${paint.dim(name)}`)].join('\n'),
    lines: [lineOf(tenantId, module, undone)],
  }
}
