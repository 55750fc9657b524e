import type { Rehearsal, RehearsalIssue, RehearsedMove } from '@tenon/model'
import type { Report } from '../report.ts'
import { alignColumns, lineOf } from './columns.ts'
import type { Paint } from './paint.ts'
import { dataVersion } from './render-status.ts'
import { countInWords, durationInWords, plural } from './words.ts'

/** What a rehearsal saw: findings first, then how long each migration took and whom it would keep waiting. The exit code is 1 when there is a problem. */
export function renderRehearsal(rehearsal: Rehearsal, version: string): Report {
  return {
    json: rehearsal,
    lines: linesOf(rehearsal, version),
    page: (paint) => pageOf(rehearsal, version, paint),
    exitCode: problemsOf(rehearsal) > 0 ? 1 : 0,
  }
}

function linesOf({ target, issues, moves, rows, durationMs }: Rehearsal, version: string): readonly string[] {
  const whose = [target.tenantId, `${target.module}@${version}`] as const
  return [
    ...issues.map(({ severity, code, title, keys }) => lineOf(...whose, severity, code, title, keys.join(', '))),
    ...moves.flatMap(({ direction, migrations }) => migrations.map((migration) => lineOf(...whose, direction, migration.name, durationInWords(migration.durationMs)))),
    ...moves.flatMap(({ direction, locks }) => locks.map((lock) => lineOf(...whose, direction, lock.migration, `${lock.mode} on ${lock.table}`, `blocks ${lock.blocks}`, durationInWords(lock.heldMs)))),
    lineOf(...whose, 'rehearsed', `${countInWords(rows.copied)} of ${plural(rows.total, 'row')}`, durationInWords(durationMs)),
  ]
}

function pageOf(rehearsal: Rehearsal, version: string, paint: Paint): string {
  const { target, fromDataVersion, toDataVersion } = rehearsal
  const heading = `${paint.bold(target.tenantId)}   ${target.module} ${version}   ${paint.dim(`data ${dataVersion(fromDataVersion)} -> ${dataVersion(toDataVersion)}, rehearsed on a copy`)}`
  const blocks = [...rehearsal.issues.map((issue) => issueBlock(issue, paint)), ...moveTable(rehearsal, paint), ...lockTable(rehearsal, paint), sizeInWords(rehearsal)]
  return [heading, ...blocks, verdictOf(rehearsal, version, paint)].join('\n\n')
}

function issueBlock({ code, severity, title, next, keys }: RehearsalIssue, paint: Paint): string {
  const color = severity === 'problem' ? paint.red : paint.yellow
  return [
    `  ${color(paint.bold(severity))}  ${paint.bold(code)}  ${title}`,
    ...(keys.length === 0 ? [] : [`    ${paint.dim('rows')}  ${keys.join(', ')}`]),
    `    ${paint.dim('next')}  ${next}`,
  ].join('\n')
}

/** One row for each migration, one column for each way that was walked. */
function moveTable({ moves }: Rehearsal, paint: Paint): readonly string[] {
  const names = [...new Set(moves.flatMap(({ migrations }) => migrations.map(({ name }) => name)))].toSorted()
  if (names.length === 0) return []
  const timeOf = (move: RehearsedMove, name: string) => move.migrations.filter((migration) => migration.name === name).map(({ durationMs }) => durationInWords(durationMs)).join()
  const rows = [
    ['migration', ...moves.map(({ direction }) => direction)].map(paint.dim),
    ...names.map((name) => [paint.cyan(name), ...moves.map((move) => timeOf(move, name))]),
    [paint.dim('whole move'), ...moves.map(({ durationMs }) => durationInWords(durationMs))],
  ]
  return [indented(rows)]
}

/** Who would wait for what, on the first way up and on the way down; the second way up repeats the first. */
function lockTable({ moves, rows: { copied } }: Rehearsal, paint: Paint): readonly string[] {
  const locks = moves.filter(({ direction }) => direction !== 'up again').flatMap(({ direction, locks }) => locks.map((lock) => ({ direction, ...lock })))
  if (locks.length === 0) return []
  const waits = locks.map(({ direction, table, blocks, heldMs, mode, migration }) => [direction, paint.bold(table), `${blocks} wait ${durationInWords(heldMs)}`, paint.dim(mode), paint.dim(migration)])
  return [indented([['way', 'table', `until the move ends, on ${plural(copied, 'row')}`, 'lock', 'taken by'].map(paint.dim), ...waits])]
}

function indented(rows: readonly (readonly string[])[]): string {
  return alignColumns(rows).map((line) => `  ${line}`).join('\n')
}

function sizeInWords({ rows: { total, copied, written }, seed, durationMs }: Rehearsal): string {
  const copy = copied === total ? `${plural(total, 'row')} copied` : `${countInWords(copied)} of about ${plural(total, 'row')} copied`
  return `  ${copy}, ${countInWords(written)} written in between (seed ${seed}), ${durationInWords(durationMs)}; nothing of it was kept`
}

function verdictOf(rehearsal: Rehearsal, version: string, paint: Paint): string {
  const { target: { tenantId, module } } = rehearsal
  const problems = problemsOf(rehearsal)
  if (problems > 0) return paint.red(`${plural(problems, 'problem')}: correct ${problems === 1 ? 'it' : 'them'} before this tenant moves.`)
  return `${paint.green('Nothing in the way.')} Next: ${paint.bold(`tenon upgrade ${tenantId} ${module}@${version}`)}`
}

function problemsOf({ issues }: Rehearsal): number {
  return issues.filter(({ severity }) => severity === 'problem').length
}
