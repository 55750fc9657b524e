import type { Application } from '@tenon/registry'
import type { Report } from '../report.ts'
import { lineOf, renderTable } from './columns.ts'
import type { Paint } from './paint.ts'
import { instantInWords, plural } from './words.ts'

/** What waits, runs and ended, newest first. */
export function renderQueue(applications: readonly Application[]): Report {
  return {
    json: applications,
    lines: applications.map((it) => lineOf(it.id, it.tenantId, it.planId, it.state, plural(it.attempts, 'attempt'), it.operationId, it.problem?.code ?? '')),
    page: (paint) => applications.length === 0
      ? 'Nothing is queued. Queue a plan: tenon apply PLAN --queue'
      : [renderTable(['application', 'tenant', 'plan', 'state', 'attempts', 'queued (UTC)', 'by'], applications.map((it) => rowOf(it, paint)), paint), ...problemsOf(applications, paint)].join('\n'),
  }
}

/** One application, as it was just queued or taken back. */
export function renderApplication(application: Application): Report {
  const { id, tenantId, planId, state } = application
  return {
    json: application,
    lines: [lineOf(id, tenantId, planId, state)],
    page: (paint) => `${paint.bold(id)}   ${tenantId}   plan ${planId} ${inColor(state, paint)}${state === 'waiting' ? `\n\nFollow it with: ${paint.bold(`tenon queue ${tenantId}`)}` : ''}`,
  }
}

function rowOf(it: Application, paint: Paint): readonly string[] {
  return [paint.bold(it.id), it.tenantId, it.planId, inColor(it.state, paint), String(it.attempts), instantInWords(it.createdAt), it.actor]
}

/** What went wrong, below the table: sentences do not fit into columns. */
function problemsOf(applications: readonly Application[], paint: Paint): readonly string[] {
  const sentences = applications.flatMap(({ id, state, problem, notBefore }) => {
    if (problem === null) return []
    return [`${paint.dim(id)}  ${problem.code}  ${problem.title}${state === 'waiting' ? ` Tried again at ${instantInWords(notBefore)}.` : ''}`]
  })
  return sentences.length === 0 ? [] : ['', ...sentences]
}

function inColor(state: Application['state'], paint: Paint): string {
  switch (state) {
    case 'done':
      return paint.green(state)
    case 'failed':
      return paint.red(state)
    case 'running':
      return paint.bold(state)
    case 'waiting':
    case 'cancelled':
      return paint.dim(state)
    default:
      return state satisfies never
  }
}
