import type { Approval, FleetPlan, PlanClass } from '@tenon/model'
import type { Application } from '@tenon/registry'
import type { Report } from '../report.ts'
import { alignColumns, lineOf } from './columns.ts'
import type { Paint } from './paint.ts'
import { movesInWords, stepLines } from './render-plan.ts'
import { wayBackRows } from './way-back-rows.ts'
import { countInWords, instantInWords, plural, someOf } from './words.ts'

/** So many tenants of a group are named; `--json` and a pipe name all. */
const namedTenants = 4

/** A fleet plan: each class with its steps once, who is refused and why, who has nothing to do. */
export function renderFleetPlan(plan: FleetPlan): Report {
  return { json: plan, lines: linesOf(plan), page: (paint) => pageOf(plan, paint) }
}

/** The same, with who made it, what was said of it, and how far its tenants are. */
export function renderSavedFleetPlan(plan: FleetPlan, approvals: readonly Approval[], applications: readonly Application[]): Report {
  const said = approvals.map(({ verdict, actor, reason, createdAt }) => `${verdict} by ${actor}, ${instantInWords(createdAt)}: "${reason}"`)
  return {
    json: { plan, approvals, applications },
    lines: [...linesOf(plan), ...approvals.map(({ planId, verdict, actor }) => lineOf(planId, verdict, actor)), ...applications.map(({ planId, tenantId, state, problem }) => lineOf(planId, tenantId, state, problem?.code ?? ''))],
    page: (paint) => [
      pageOf(plan, paint), '', `  made by ${plan.actor}, ${instantInWords(plan.createdAt)}: "${plan.reason}"`, ...said.map((line) => `  ${line}`), ...progressLines(applications, paint),
    ].join('\n'),
  }
}

/** What was queued of a fleet plan. */
export function renderQueuedFleet(plan: Pick<FleetPlan, 'id'>, applications: readonly Application[]): Report {
  return {
    json: applications,
    lines: applications.map(({ id, tenantId, planId, state }) => lineOf(id, tenantId, planId, state)),
    page: (paint) => (applications.length === 0
      ? 'Nothing is queued: no tenant moves with this plan.'
      : `${paint.bold(plural(applications.length, 'tenant'))} queued, each applied alone\n\nFollow it with: ${paint.bold(`tenon plan show ${plan.id}`)}`),
  }
}

function pageOf(plan: FleetPlan, paint: Paint): string {
  const moving = plan.classes.reduce((sum, { members }) => sum + members.length, 0)
  const targets = Object.entries(plan.targets).map(([module, range]) => `${module} ${range}`).join(', ')
  const counts = [moving === 0 ? 'nobody moves' : `${plural(moving, 'tenant')} ${moving === 1 ? 'moves' : 'move'}`, ...refusedCount(plan), ...(plan.unchanged.length === 0 ? [] : [`${countInWords(plan.unchanged.length)} with nothing to do`])]
  return [
    `Fleet plan ${paint.bold(plan.id)}   ${targets}   ${selectionInWords(plan)}   ${paint.dim(counts.join(', '))}`,
    ...plan.classes.flatMap((it) => ['', ...classLines(it, paint)]),
    ...refusedLines(plan, paint),
    ...(plan.unchanged.length === 0 ? [] : ['', `${paint.bold('nothing to do')}   ${plural(plan.unchanged.length, 'tenant')}   ${someOf(plan.unchanged, namedTenants)}`]),
  ].join('\n')
}

function refusedCount({ refused }: FleetPlan): readonly string[] {
  const count = refused.reduce((sum, { tenantIds }) => sum + tenantIds.length, 0)
  return count === 0 ? [] : [`${countInWords(count)} refused`]
}

function selectionInWords({ selection }: FleetPlan): string {
  switch (selection.kind) {
    case 'all':
      return 'all tenants'
    case 'tenants':
      return `${plural(selection.ids.length, 'tenant')} by name`
    case 'tag':
      return `tag ${selection.tag}`
    case 'client-type':
      return `client type ${selection.clientType}`
    default:
      return selection satisfies never
  }
}

function classLines({ name, plan, members, rows }: PlanClass, paint: Paint): readonly string[] {
  const facts = [someOf(members.map(({ tenantId }) => tenantId), namedTenants), rows === null || rows === 0 ? '' : `about ${plural(rows, 'row')} in all`].filter((text) => text !== '')
  return [
    `${paint.bold(`class ${name}`)}   ${paint.bold(plural(members.length, 'tenant'))}   ${movesInWords(plan.moves)}   ${paint.dim(facts.join('; '))}`,
    ...stepLines(plan, paint),
    ...alignColumns(wayBackRows(plan).map(([what = '', ...cells]) => [paint.bold(what), ...cells])).map((line) => `  ${line}`),
  ]
}

function refusedLines({ refused }: FleetPlan, paint: Paint): readonly string[] {
  return refused.flatMap(({ code, reasons, tenantIds }) => [
    '', `${paint.red('refused')}   ${paint.bold(plural(tenantIds.length, 'tenant'))}   ${paint.dim(code)}   ${someOf(tenantIds, namedTenants)}`, ...reasons.map((reason) => `  ${reason}`),
  ])
}

function progressLines(applications: readonly Application[], paint: Paint): readonly string[] {
  if (applications.length === 0) return []
  const states = Map.groupBy(applications, ({ state }) => state)
  const counts = (['done', 'running', 'waiting', 'failed', 'cancelled'] as const).flatMap((state) => (states.has(state) ? [`${countInWords(states.get(state)?.length ?? 0)} ${state}`] : []))
  const failed = (states.get('failed') ?? []).map(({ tenantId, problem }) => `  ${paint.red(tenantId)}  ${problem?.code ?? ''}  ${problem?.title ?? ''}`)
  return ['', `  ${paint.bold('Applied')}   ${counts.join(', ')}`, ...failed]
}

function linesOf({ id, classes, refused, unchanged }: FleetPlan): readonly string[] {
  return [
    ...classes.flatMap(({ name, plan, members }) => members.map(({ tenantId, planId }) => lineOf(id, `class ${name}`, tenantId, planId, movesInWords(plan.moves), plan.reversible ? 'reversible' : 'no way back'))),
    ...refused.flatMap(({ code, tenantIds }) => tenantIds.map((tenantId) => lineOf(id, 'refused', tenantId, code))),
    ...unchanged.map((tenantId) => lineOf(id, 'nothing to do', tenantId)),
  ]
}
