import type { BlastRadius, DesiredChange, DesiredPin, ImportPlan, ImportRun } from '@tenon/model'
import type { Report } from '../report.ts'
import { alignColumns, lineOf } from './columns.ts'
import type { Paint } from './paint.ts'
import { renderProblem } from './render-problem.ts'
import { dayOf, plural, someOf } from './words.ts'

/** What an import would do, how far it reaches, and what it leaves alone. */
export function renderImportPlan(plan: ImportPlan): Report {
  const conflicts = plan.conflicts.map(({ tenantId, problem }) => lineOf(plan.id, tenantId, problem.code, problem.title))
  return {
    json: plan, lines: [...plan.changes.map((change) => lineOf(plan.id, ...wordsOf(change))), ...conflicts],
    page: (paint) => planPage(plan, paint), exitCode: conflicts.length === 0 ? 0 : 1,
  }
}

/** What an import did, and where it stopped. */
export function renderImportRun(plan: ImportPlan, run: ImportRun): Report {
  const problem = run.items.find((item) => item.problem !== null)?.problem ?? null
  const rows = plan.changes.map((change, index) => ({ words: wordsOf(change), item: run.items[index] }))
  const summary = `Import ${plan.id} ${run.status}`
  return {
    json: { plan, run }, problem,
    lines: rows.map(({ words, item }) => lineOf(plan.id, ...words, item?.status ?? 'not-run', item?.operationId ?? null)),
    page: (paint) => [
      `${summary}${run.status === 'succeeded' ? '' : '; what was done stays, import the file again to go on'}`,
      ...alignColumns(rows.map(({ words, item }) => [painted(item?.status ?? 'not-run', paint), ...words])).map((line) => `  ${line}`),
    ].join('\n'),
  }
}

function planPage({ id, changes, conflicts, radius, notListed, prune }: ImportPlan, paint: Paint): string {
  const alone = aloneInWords(notListed, paint)
  if (changes.length === 0) return ['Nothing to change: what the file asks for holds already.', ...alone].join('\n')
  const rows = alignColumns(changes.map((change, index) => [`${String(index + 1).padStart(2)}  ${wordsOf(change)[0]}`, ...wordsOf(change).slice(1)]))
  return [
    `Import ${paint.bold(id)}   ${reachInWords(radius)}${prune ? `   ${paint.yellow('prune')}` : ''}`, '',
    ...rows.map((line) => `  ${line}`), ...(alone.length === 0 ? [] : ['', ...alone]), '', ...conflictLines(conflicts, paint),
  ].join('\n')
}

/** What of it cannot be done, as a refused plan says it. */
function conflictLines(conflicts: ImportPlan['conflicts'], paint: Paint): readonly string[] {
  if (conflicts.length === 0) return []
  const tenants = new Set(conflicts.map(({ tenantId }) => tenantId)).size
  return [`${paint.red('It cannot be carried out')} for ${plural(tenants, 'tenant')}, and so for none:`, '', ...conflicts.flatMap(({ problem }) => [renderProblem(problem, paint), ''])]
}

function reachInWords({ tenants, moves, selections, permissionsGranted, permissionsWithdrawn }: BlastRadius): string {
  const parts = [[moves, 'module to move'], [selections, 'pin or channel'], [permissionsGranted, 'permission to grant'], [permissionsWithdrawn, 'permission to withdraw']] as const
  return [plural(tenants, 'tenant'), ...parts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`)].join(', ')
}

function aloneInWords({ tenants, modules }: ImportPlan['notListed'], paint: Paint): readonly string[] {
  const parts = [...(tenants.length === 0 ? [] : [`tenants ${someOf(tenants, 4)}`]), ...(modules.length === 0 ? [] : [`modules ${someOf(modules, 4)}`])]
  return parts.length === 0 ? [] : [paint.dim(`Not in the file and left alone, their data with them: ${parts.join('; ')}`)]
}

function painted(status: string, paint: Paint): string {
  if (status === 'succeeded') return paint.green(status)
  return status === 'failed' ? paint.red(status) : paint.dim(status)
}

/** Whom it is about, what it is about, and what becomes of it. */
function wordsOf(change: DesiredChange): readonly [string, string, string] {
  switch (change.kind) {
    case 'create-organization':
      return [change.organization, 'organization', `new, "${change.name}"`]
    case 'rename-organization':
      return [change.organization, 'organization', `"${change.before}" -> "${change.after}"`]
    case 'create-tenant':
      return [change.tenantId, 'tenant', `new, of ${change.organization}`]
    case 'change-tenant':
      return [change.tenantId, 'tenant', `${traitsInWords(change.before)} -> ${traitsInWords(change.after)}`]
    case 'channel':
      return [change.tenantId, 'channel', `${change.module ?? 'all'} ${change.before ?? 'as the rest'} -> ${change.after ?? 'as the rest'}`]
    case 'pin':
      return [change.tenantId, 'pin', `${change.module} ${pinInWords(change.before)} -> ${pinInWords(change.after)}`]
    case 'move':
      return [change.tenantId, 'move', Object.entries(change.after).map(([module, range]) => `${module} ${change.before[module] ?? 'new'} -> ${range}`).join(', ')]
    case 'settings':
      return [change.tenantId, 'settings', `${change.module} ${settingsInWords(change)}`]
    case 'grants':
      return [change.tenantId, 'grants', `${change.module} ${[...change.grant.map((name) => `+ ${name}`), ...change.withdraw.map((name) => `- ${name}`)].join(', ') || 'exactly those listed'}`]
    default:
      return change satisfies never
  }
}

function traitsInWords({ name, clientType, tags }: Extract<DesiredChange, { kind: 'change-tenant' }>['after']): string {
  return [`"${name}"`, clientType, ...tags].join(' ')
}

function pinInWords(pin: DesiredPin | null): string {
  return pin === null ? 'not pinned' : `${pin.range} by ${pin.owner}${pin.expires === undefined ? '' : ` until ${dayOf(pin.expires)}`}`
}

function settingsInWords({ before, after }: Extract<DesiredChange, { kind: 'settings' }>): string {
  const text = (values: Readonly<Record<string, unknown>>, name: string) => (Object.hasOwn(values, name) ? JSON.stringify(values[name]) : 'default')
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted().filter((name) => text(before, name) !== text(after, name))
  return names.map((name) => `${name} ${text(before, name)} -> ${text(after, name)}`).join(', ')
}
