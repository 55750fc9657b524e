import type { LockRevision } from '@tenon/model'
import type { Report } from '../report.ts'
import { lineOf } from './columns.ts'

/** What was asked for. */
export interface ChangedGrants {
  readonly module: string
  readonly permissions: readonly string[]
  readonly word: 'granted' | 'withdrawn'
}

/** What became of permissions, and the lock revision that says so. */
export function renderGrants(lock: LockRevision, { module, permissions, word }: ChangedGrants): Report {
  return {
    json: lock,
    lines: permissions.map((permission) => lineOf(lock.tenantId, module, permission, word, `lock revision ${lock.revision}`)),
    page: (paint) => [
      `${paint.bold(lock.tenantId)}   ${module}   lock revision ${lock.revision}`,
      ...permissions.map((permission) => `  ${word === 'granted' ? paint.green('on ') : paint.yellow('off')}  ${permission}`),
    ].join('\n'),
  }
}
