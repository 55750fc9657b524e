import type { Move, Plan, PlanDelta, PlanStep } from '@tenon/model'
import type { Showable } from '../report.ts'
import { alignColumns, lineOf } from './columns.ts'
import type { Paint } from './paint.ts'
import { touchedObjects } from './touched-objects.ts'
import { durationInWords, shortIntegrity, someOf } from './words.ts'

type Row = readonly [number: string, what: string, facts: string, note: string]

/** A plan as people read it before they apply it: what moves, in which steps, what changes for callers, and the way back. */
export function renderPlan(plan: Plan): Showable {
  return { page: (paint) => pageOf(plan, paint), lines: linesOf(plan) }
}

/** `inventory 1.2.0 -> 2.0.0`, for every module a plan moves. */
export function movesInWords(moves: readonly Move[]): string {
  return moves.map((move) => `${move.module} ${versionsInWords(move)}`).join(', ')
}

function versionsInWords({ kind, from, to }: Move): string {
  if (kind === 'finalize') return `${to.version}, finalize`
  return from === null ? `new at ${to.version}` : `${from.version} -> ${to.version}`
}

/** Reasons that say more than the kind of the move does. */
function whyInWords(moves: readonly Move[]): string {
  return [...new Set(moves.filter(({ kind, why }) => !why.startsWith(kind.replace('-', ' '))).map(({ why }) => why))].join(', ')
}

function pageOf(plan: Plan, paint: Paint): string {
  const steps = alignColumns(stepRows(plan).map((row) => paintRow(row, paint)))
  const ends = alignColumns(wayBackRows(plan).map(([what, facts]) => [paint.bold(what), facts]))
  return [
    `Plan ${paint.bold(plan.id)}   ${paint.bold(plan.tenantId)}   ${movesInWords(plan.moves)}   ${paint.dim(whyInWords(plan.moves))}`.trimEnd(),
    '',
    ...steps.map((line) => `  ${line}`),
    '',
    ...ends.map((line) => `  ${line}`),
  ].join('\n')
}

function linesOf(plan: Plan): readonly string[] {
  return plan.moves.map((move) => lineOf(plan.id, plan.tenantId, move.module, versionsInWords(move), move.kind, plan.reversible ? 'reversible' : 'no way back'))
}

function paintRow([number, what, facts, note]: Row, paint: Paint): readonly string[] {
  return [`${number.padStart(2)}  ${number === '' ? paint.dim(what) : paint.cyan(what)}`, facts, paint.dim(note)]
}

function stepRows(plan: Plan): readonly Row[] {
  const shown = plan.steps.flatMap((step) => stepRow(step, plan))
  const numbered = shown.map(([, what, facts, note], index): Row => [String(index + 1), what, facts, note])
  return [...numbered, ...plan.deltas.flatMap((delta) => deltaRows(delta, plan))]
}

function stepRow(step: PlanStep, plan: Plan): readonly Row[] {
  switch (step.kind) {
    case 'fetch':
      return [['', 'fetch', `${step.module} ${step.version}`, shortIntegrity(step.integrity)]]
    case 'prepare':
      return [['', 'prepare', objectsInWords(step.sql, step.migration), step.done ? `${step.migration}, done` : step.migration]]
    case 'hold':
      return [['', 'hold', `requests for ${step.module}, up to ${durationInWords(step.budgetMs)}`, `then answered by ${versionAfter(step.module, plan)}`]]
    case 'migrate-up':
      return [['', step.phase, objectsInWords(step.sql, step.migration), step.migration]]
    case 'migrate-down':
      return [['', 'take back', objectsInWords(step.sql, step.migration), step.migration]]
    case 'contract':
      return [['', 'contract', objectsInWords(step.sql, step.migration), step.migration]]
    case 'write-lock':
      return []
    case 'switch':
      return [['', 'cut over', movesInWords(plan.moves.filter((move) => step.modules.includes(move.module))), `lock revision ${plan.baseRevision + 1}`]]
    default:
      return step satisfies never
  }
}

function versionAfter(module: string, { moves }: Plan): string {
  return moves.find((move) => move.module === module)?.to.version ?? 'the same version'
}

function objectsInWords(sql: string, migration: string): string {
  const objects = touchedObjects(sql)
  return objects.length > 0 ? someOf(objects, 3) : migration.replace(/^\d+_/, '').replaceAll('_', ' ')
}

function deltaRows(delta: PlanDelta, plan: Plan): readonly Row[] {
  const owner = plan.deltas.length > 1 ? delta.module : ''
  const changes: readonly (readonly [string, readonly string[], readonly string[]])[] = [
    ['settings', delta.settingsAdded, delta.settingsRemoved],
    ['permissions', delta.permissionsAdded, delta.permissionsRemoved],
    ['routes', delta.routesAdded, delta.routesRemoved],
    ['events', delta.eventsAdded, delta.eventsRemoved],
  ]
  return changes.flatMap(([what, added, removed]) => [signed('+', added), signed('-', removed)].filter((text) => text !== '')
    .map((text, index): Row => ['', index === 0 ? what : '', text, owner]))
}

function signed(sign: string, names: readonly string[]): string {
  return names.length === 0 ? '' : `${sign} ${someOf(names, 2)}`
}

function wayBackRows(plan: Plan): readonly (readonly [string, string])[] {
  if (plan.moves.every((move) => move.kind === 'finalize')) return [['Way back', 'closes: no roll back past this']]
  if (plan.moves.every((move) => move.kind === 'install')) return [['Way back', 'none: there is no version before this one']]
  const back = plan.moves.every((move) => move.kind === 'roll-back')
    ? 'what the older version cannot show is set aside and put back on the next upgrade'
    : `open until finalize; keeps what ${plan.moves.map((move) => move.to.version).join(' and ')} writes`
  const wayBack = plan.reversible ? back : 'none: a step of this plan cannot be taken back'
  const contracts = plan.contractsLeft.length === 0 ? [] : [['At finalize', `${plan.contractsLeft.join(', ')}; no roll back past this`] as const]
  return [['Way back', wayBack], ...contracts]
}
