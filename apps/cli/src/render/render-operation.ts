import type { Operation, Plan, PreservedData, Problem, StepOutcome } from '@tenon/model'
import { cliErrors } from '../cli-errors.ts'
import type { Report } from '../report.ts'
import { alignColumns, lineOf } from './columns.ts'
import type { Paint } from './paint.ts'
import { movesInWords } from './render-plan.ts'
import { countInWords, durationInWords, plural } from './words.ts'

/** An operation that has ended, with the plan it applied: what moved, how long it took, what was kept. */
export function renderOperation(operation: Operation, plan: Plan): Report {
  return {
    json: operation,
    page: (paint) => pageOf(operation, plan, paint),
    lines: [lineOf(operation.tenantId, movesInWords(plan.moves), operation.status, tookInWords(operation), operation.id)],
    problem: problemOf(operation),
  }
}

function problemOf({ id, tenantId, status, problem }: Operation): Problem | null {
  if (status === 'succeeded') return null
  return problem ?? cliErrors.OPERATION_UNFINISHED({ operation: id, tenant: tenantId, status }).problem
}

function pageOf(operation: Operation, plan: Plan, paint: Paint): string {
  const heading = `${paint.bold(operation.tenantId)}   ${movesInWords(plan.moves)}`
  if (operation.status === 'succeeded') {
    const facts = factsOf(operation, plan).map((fact) => `  ${fact}`)
    return [`${heading}   ${paint.green(tookInWords(operation))}`, ...facts].join('\n')
  }
  const steps = alignColumns(operation.steps.map((step) => stepCells(step, paint))).map((line) => `  ${line}`)
  return [`${heading}   ${paint.red(endInWords(operation))}`, ...steps].join('\n')
}

function endInWords(operation: Operation): string {
  switch (operation.status) {
    case 'failed':
      return 'FAILED, the tenant is as it was'
    case 'interrupted':
      return 'INTERRUPTED, the host stopped in the middle'
    default:
      return operation.status
  }
}

function stepCells({ title, status, durationMs, notes }: StepOutcome, paint: Paint): readonly string[] {
  const word = status === 'failed' ? paint.red(status) : paint.dim(status)
  return [title, word, [durationMs === null ? '' : durationInWords(durationMs), ...notes].filter((note) => note !== '').join(', ')]
}

function tookInWords({ startedAt, finishedAt }: Operation): string {
  return finishedAt === null ? '' : durationInWords(Date.parse(finishedAt) - Date.parse(startedAt))
}

function factsOf(operation: Operation, plan: Plan): readonly string[] {
  return [...preservedFacts(operation.preserved), ...noteFacts(operation), ...plan.moves.flatMap(settingsFact), ...permissionFacts(plan), ...nextFacts(operation, plan)]
}

function preservedFacts({ setAside, putBack, superseded }: PreservedData): readonly string[] {
  return [
    ...counted(setAside, 'set aside, put back on the next upgrade'),
    ...counted(putBack, 'put back'),
    ...counted(superseded, 'not put back because the row changed since; still set aside'),
  ]
}

function counted(values: Readonly<Record<string, number>>, fate: string): readonly string[] {
  return Object.entries(values).filter(([, count]) => count > 0).map(([name, count]) => `${plural(count, name.includes('.') ? 'value' : 'row')} of ${name} ${fate}`)
}

/** What the steps measured, without the counts that were said already. */
function noteFacts({ steps, preserved }: Operation): readonly string[] {
  const said = new Set(Object.values(preserved).flatMap((values) => Object.entries(values).map(([name, count]) => `${name}: ${count}`)))
  return steps.flatMap((step) => step.notes).filter((note) => !said.has(note))
}

function settingsFact({ from, to }: Plan['moves'][number]): readonly string[] {
  const before = from?.settingsRevision ?? 0
  return before === to.settingsRevision ? [] : [`settings revision ${before} -> ${to.settingsRevision}`]
}

function permissionFacts({ deltas }: Plan): readonly string[] {
  const permissions = deltas.flatMap(({ changes }) => changes.filter(({ subject }) => subject === 'permission'))
  const [added, removed] = [permissions.filter(({ change }) => change === 'added'), permissions.filter(({ change }) => change === 'removed')]
  return [
    ...(added.length === 0 ? [] : [`${plural(added.length, 'permission')} added`]),
    ...(removed.length === 0 ? [] : [`${plural(removed.length, 'permission')} withdrawn`]),
  ]
}

function nextFacts({ kind, tenantId }: Operation, { moves, reversible, contractsLeft }: Plan): readonly string[] {
  if (kind !== 'upgrade' || !reversible) return []
  const back = moves.map(({ module }) => `tenon rollback ${tenantId} ${module} --reason "..."`)
  const left = contractsLeft.length === 0 ? '' : `; ${countInWords(contractsLeft.length)} contract ${contractsLeft.length === 1 ? 'step waits' : 'steps wait'} for finalize`
  return [`way back: ${back.join(', ')}${left}`]
}
