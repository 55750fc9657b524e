import type { LockRevision } from '@tenon/model'
import type { Report } from '../report.ts'
import { alignColumns, lineOf, renderTable } from './columns.ts'
import type { Paint } from './paint.ts'
import { dataVersion } from './render-status.ts'
import { instantInWords, shortIntegrity } from './words.ts'

/** Lock revisions, newest first. */
export function renderHistory(revisions: readonly LockRevision[]): Report {
  return {
    json: revisions,
    lines: revisions.map((revision) => lineOf(revision.tenantId, revision.revision, revision.createdAt, revision.change, versionsOf(revision), revision.actor, revision.reason)),
    page: (paint) => historyPage(revisions, paint),
  }
}

/** What one tenant ran at an instant. */
export function renderLockAt(lock: LockRevision, at: string): Report {
  return {
    json: lock,
    lines: lock.entries.map((entry) => lineOf(lock.tenantId, entry.module, entry.version, entry.integrity, `data ${dataVersion(entry.dataVersion)}`)),
    page: (paint) => lockPage(lock, at, paint),
  }
}

function versionsOf({ entries }: LockRevision): string {
  return entries.map((entry) => `${entry.module}@${entry.version}`).join(' ') || '-'
}

function historyPage(revisions: readonly LockRevision[], paint: Paint): string {
  if (revisions.length === 0) return 'Nothing was ever installed for this tenant.'
  const rows = revisions.map((revision) => [
    paint.bold(String(revision.revision)), instantInWords(revision.createdAt), revision.change, versionsOf(revision), revision.actor, revision.reason,
  ])
  return renderTable(['revision', 'when (UTC)', 'change', 'modules', 'who', 'why'], rows, paint)
}

function lockPage(lock: LockRevision, at: string, paint: Paint): string {
  const entries = alignColumns(lock.entries.map((entry) => [entry.module, entry.version, paint.dim(shortIntegrity(entry.integrity)), `data ${dataVersion(entry.dataVersion)}`, `settings revision ${entry.settingsRevision}`]))
  return [
    `${paint.bold(lock.tenantId)} on ${instantInWords(at)} UTC`,
    ...(entries.length === 0 ? ['  nothing was installed'] : entries.map((line) => `  ${line}`)),
    `  ${paint.dim(`lock revision ${lock.revision}: ${lock.change} by ${lock.actor}, "${lock.reason}"`)}`,
  ].join('\n')
}

