import type { RestoredSnapshot, TableRows } from '@tenon/model'
import type { ModuleSnapshot } from '@tenon/registry'
import type { Report } from '../report.ts'
import { alignColumns, lineOf, renderTable } from './columns.ts'
import { dayOf, instantInWords, plural, sizeInWords, someOf } from './words.ts'

/** Tables named in one row of the list; all of them are in `--json`. */
const mostTables = 3

/** Snapshots of one tenant, one row each. */
export function renderSnapshots(snapshots: readonly ModuleSnapshot[], tenantId: string): Report {
  return {
    json: snapshots,
    lines: snapshots.map((it) => lineOf(tenantId, it.module, it.number, it.takenAt, plural(it.rows, 'row'), sizeInWords(it.sizeBytes), it.keepUntil, tableNames(it.tables))),
    page: (paint) => snapshots.length === 0
      ? `Nothing is kept for ${tenantId}: no finalize removed anything, or its time is over.`
      : renderTable(['module', 'number', 'taken (UTC)', 'rows', 'size', 'kept until', 'tables'], snapshots.map((it) => [
        paint.bold(it.module), String(it.number), instantInWords(it.takenAt), plural(it.rows, 'row'), sizeInWords(it.sizeBytes), dayOf(it.keepUntil), tableNames(it.tables),
      ]), paint),
  }
}

/** Which snapshot was written out. */
export interface Restored {
  readonly tenantId: string
  readonly module: string
  readonly number: number
}

/** Where a snapshot was written to, and how to be rid of it again. */
export function renderRestored(restored: RestoredSnapshot, { tenantId, module, number }: Restored): Report {
  const { schema, tables } = restored
  return {
    json: restored,
    lines: tables.map(({ table, rows }) => lineOf(tenantId, module, number, `${schema}.${table}`, plural(rows, 'row'))),
    page: (paint) => [
      `${paint.bold(tenantId)}   ${module}   snapshot ${number} written to schema ${paint.bold(schema)}`,
      ...alignColumns(tables.map(({ table, rows }) => [table, plural(rows, 'row')])).map((line) => `  ${line}`),
      `  ${paint.dim(`when done: drop schema ${schema} cascade`)}`,
    ].join('\n'),
  }
}

function tableNames(tables: readonly TableRows[]): string {
  return someOf(tables.map(({ table }) => table), mostTables)
}
