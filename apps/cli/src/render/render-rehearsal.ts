import { rehearsalStages } from '@tenon/model'
import type { Rehearsal, RehearsalIssue, RehearsalProgress, RehearsalStage, RehearsedMove } from '@tenon/model'
import type { Report } from '../report.ts'
import { alignColumns, lineOf } from './columns.ts'
import type { Paint } from './paint.ts'
import { dataVersion } from './render-status.ts'
import { waitsOf } from './waits-of-rehearsal.ts'
import { countInWords, durationInWords, plural } from './words.ts'

/** What a rehearsal saw: the verdict first, then findings, then how long each migration took and whom it would keep waiting. The exit code is 1 when there is a problem. */
export function renderRehearsal(rehearsal: Rehearsal, version: string): Report {
  return {
    json: rehearsal,
    lines: linesOf(rehearsal, version),
    page: (paint) => pageOf(rehearsal, version, paint),
    exitCode: problemsOf(rehearsal) > 0 ? 1 : 0,
  }
}

const stages: Readonly<Record<RehearsalStage, string>> = {
  copy: 'copying the rows',
  up: 'going up',
  back: 'going back, and comparing with the data as it is',
  down: 'writing as the new version, and going back',
  'up again': 'going up again, and comparing with what was written',
  'up after writes': 'writing as the old version, and going up once more',
}

/** What a rehearsal does at the moment: `step 3 of 6: going back, ... (12,480 rows)`. */
export function stageInWords({ stage, rows }: RehearsalProgress): string {
  return `step ${rehearsalStages.indexOf(stage) + 1} of ${rehearsalStages.length}: ${stages[stage]}${rows === null ? '' : ` (${plural(rows, 'row')})`}`
}

function linesOf(rehearsal: Rehearsal, version: string): readonly string[] {
  const { target, issues, moves, superseded } = rehearsal
  const whose = [target.tenantId, `${target.module}@${version}`] as const
  const problems = problemsOf(rehearsal)
  return [
    lineOf(...whose, problems === 0 ? 'nothing in the way' : plural(problems, 'problem'), sizeInWords(rehearsal)),
    ...issues.map(({ severity, code, title, keys }) => lineOf(...whose, severity, code, title, keys.join(', '))),
    ...Object.entries(superseded).map(([what, values]) => lineOf(...whose, 'kept in the stash', what, countInWords(values))),
    ...moves.map(({ direction, durationMs, migrations }) => lineOf(...whose, direction, durationInWords(durationMs), migrations.map(({ name, durationMs: each }) => `${name} ${durationInWords(each)}`).join(', '))),
    ...waitsOf(moves).map(({ direction, blocks, heldMs, tables, migration }) => lineOf(...whose, direction, `${blocks} wait ${durationInWords(heldMs)}`, tables.join(', '), `from ${migration}`)),
  ]
}

function pageOf(rehearsal: Rehearsal, version: string, paint: Paint): string {
  const { target, fromDataVersion, toDataVersion, issues, superseded } = rehearsal
  const heading = `${paint.bold(target.tenantId)}   ${target.module} ${version}   ${paint.dim(`data ${dataVersion(fromDataVersion)} -> ${dataVersion(toDataVersion)}, rehearsed on a copy`)}`
  const kept = keptInWords(superseded)
  const blocks = [...issues.map((issue) => issueBlock(issue, paint)), ...(kept === null ? [] : [paint.dim(kept)]), ...moveTable(rehearsal, paint), ...waitTable(rehearsal, paint), paint.dim(`  ${sizeInWords(rehearsal)}`)]
  return [`${heading}\n${verdictOf(rehearsal, version, paint)}`, ...blocks].join('\n\n')
}

function verdictOf(rehearsal: Rehearsal, version: string, paint: Paint): string {
  const { target: { tenantId, module }, moves } = rehearsal
  const problems = problemsOf(rehearsal)
  if (problems > 0) return paint.red(paint.bold(`${plural(problems, 'problem')}: correct ${problems === 1 ? 'it' : 'them'} before this tenant moves.`))
  const walked = moves.some(({ direction }) => direction === 'up again') ? 'Up, back and up again: nothing was lost.' : 'The way up is open.'
  return `${paint.green(`Nothing in the way. ${walked}`)} Next: ${paint.bold(`tenon upgrade ${tenantId} ${module}@${version}`)}`
}

function issueBlock({ code, severity, title, next, keys }: RehearsalIssue, paint: Paint): string {
  const color = severity === 'problem' ? paint.red : paint.yellow
  return [
    `  ${color(paint.bold(severity))}  ${paint.bold(code)}  ${title}`,
    ...(keys.length === 0 ? [] : [`    ${paint.dim('rows')}  ${keys.join(', ')}`]),
    `    ${paint.dim('next')}  ${next}`,
  ].join('\n')
}

/** What the rehearsal itself superseded, as a real roll back would for whoever writes meanwhile; null when nothing. */
function keptInWords(superseded: Rehearsal['superseded']): string | null {
  const counts = Object.entries(superseded)
  if (counts.length === 0) return null
  const all = counts.reduce((sum, [, values]) => sum + values, 0)
  return `  kept in the stash, because writes as the old version changed what ${all === 1 ? 'it rests' : 'they rest'} on: ${counts.map(([what, values]) => `${what} ${countInWords(values)}`).join(', ')}`
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

function waitTable({ moves, rows: { copied } }: Rehearsal, paint: Paint): readonly string[] {
  const waits = waitsOf(moves).map(({ direction, blocks, heldMs, tables, migration }) => [direction, `${blocks} wait ${durationInWords(heldMs)}`, paint.bold(tables.join(', ')), paint.dim(`from ${migration}`)])
  return waits.length === 0 ? [] : [indented([['way', `at most, with ${plural(copied, 'row')}`, 'tables'].map(paint.dim), ...waits])]
}

function indented(rows: readonly (readonly string[])[]): string {
  return alignColumns(rows).map((line) => `  ${line}`).join('\n')
}

function sizeInWords({ rows: { total, copied, written }, seed, durationMs }: Rehearsal): string {
  const copy = copied === total ? `${plural(total, 'row')} copied` : `${countInWords(copied)} of about ${plural(total, 'row')} copied`
  return `${copy}, ${countInWords(written)} written in between (seed ${seed}), ${durationInWords(durationMs)}; nothing of it was kept`
}

function problemsOf({ issues }: Rehearsal): number {
  return issues.filter(({ severity }) => severity === 'problem').length
}
