import type { Plan, TenantSelection } from '@tenon/model'
import type { PlanRequest } from '@tenon/registry'
import { cliErrors } from '../cli-errors.ts'
import { renderAbandoned } from '../render/render-abandoned.ts'
import { renderFleetPlan, renderQueuedFleet, renderSavedFleetPlan } from '../render/render-fleet-plan.ts'
import { renderOperation } from '../render/render-operation.ts'
import { renderPlan } from '../render/render-plan.ts'
import { renderApplication } from '../render/render-queue.ts'
import { renderSavedPlan } from '../render/render-saved-plan.ts'
import type { Report } from '../report.ts'
import { selectionOf } from './fleet-selection.ts'
import type { SelectionOptions } from './fleet-selection.ts'
import { parseTargets } from './module-spec.ts'
import { rollBackOf } from './roll-back-request.ts'
import { actorOf, applyPlan } from './session.ts'
import type { ApplyReasons, Session } from './session.ts'
import type { RegisterCommands } from './register.ts'

interface ReasonOption {
  readonly reason: string
}

const acceptDrift = ['--accept-drift <reason>', 'go ahead though the data is not what its migrations made, and why; recorded in the history'] as const

/** `plan`, `apply`, `upgrade`, `rollback`, `abandon` and `finalize`. */
export const registerPlanCommands: RegisterCommands = (program, handle) => {
  registerPlanCommand(program, handle)
  handle<[string], Partial<ApplyReasons> & { readonly queue?: true }>(
    program.command('apply').description('apply a saved plan; refused when the tenant has moved since. The plans of a fleet plan are queued')
      .argument('<plan>', 'id of the plan')
      .option('--reason <reason>', "why (default: the plan's own reason)")
      .option('--queue', 'do not wait: some host applies it, after what was queued for the tenant before, and tries again what passes')
      .option(...acceptDrift),
    async (session, { args: [planId], options }) => {
      const { queue, ...given } = options
      if (isFleetPlan(planId)) return queueFleet(session, planId, given)
      const plan = await session.control.getPlan(planId)
      const reasons = { ...given, reason: given.reason ?? plan.reason }
      if (queue === true) return renderApplication(await session.control.enqueue(plan.id, { ...reasons, actor: session.actor }))
      return renderOperation(await applyPlan(session, plan, reasons), plan)
    },
  )
  handle<[string, readonly string[]], ApplyReasons>(
    program.command('upgrade').description('plan, show and apply in one go')
      .argument('<tenant>').argument('<module@range...>', 'such as inventory@2.0.0; the name alone means the newest that is allowed')
      .option('--reason <reason>', 'why; recorded in the history', 'upgraded by hand')
      .option(...acceptDrift),
    (session, { args: [tenantId, specs], options }) => planAndApply(session, moveOf(tenantId, specs, 'tenon upgrade'), options),
  )
  handle<[string, readonly string[]], RollBackOptions>(
    program.command('rollback').description('back to the version before, keeping what was written since; several modules go back together or not at all')
      .argument('<tenant>').argument('[module...]', 'one, or several that go back in one cut-over; inventory@1.2.0 names the version')
      .requiredOption('--reason <reason>', 'why; recorded in the history')
      .option('--to <version>', 'an older version when the one before is not meant')
      .option('--to-revision <number>', 'every module that differs, back to what this lock revision ran')
      .option('--operation <operation>', 'every module that this operation moved, back to what ran before it')
      .option(...acceptDrift),
    (session, { args: [tenantId, modules], options: { to, toRevision, operation, ...reasons } }) => applyAtOnce(session, rollBackOf(tenantId, { modules, to, toRevision, operation }), reasons),
  )
  handle<[string, string], ReasonOption>(
    program.command('abandon').description('take back what an unfinished upgrade has prepared; the version that runs goes on')
      .argument('<tenant>').argument('<module>')
      .option('--reason <reason>', 'why', 'abandoned by hand'),
    async (session, { args: [tenantId, module], options: { reason } }) =>
      renderAbandoned(await session.control.abandon(tenantId, module, actorOf(session, reason)), { tenantId, module }),
  )
  handle<[string, string], FinalizeOptions>(
    program.command('finalize').description('remove what only the older version needs: the way back closes')
      .argument('<tenant>').argument('<module>')
      .requiredOption('--reason <reason>', 'why; recorded in the history')
      .option('--yes', 'do not ask')
      .option(...acceptDrift),
    (session, { args: [tenantId, module], options }) => finalize(session, { kind: 'finalize', tenantId, module }, options),
  )
}

/** `plan` and `plan show`. */
const registerPlanCommand: RegisterCommands = (program, handle) => {
  const planCommand = program.command('plan').description('plan a move and save it; changes nothing')
  handle<[string, readonly string[]], PlanCommandOptions>(
    planCommand
      .argument('<tenant>', 'its id; left out when many are meant by one of the options').argument('[module@range...]', 'such as inventory@2.0.0 or inventory@^1.2; the name alone means the newest that is allowed')
      .option('--reason <reason>', 'why; recorded with the plan', 'planned by hand')
      .option('--rehearse', "rehearse the upgrade on a copy of the tenant's data first, and keep what that saw with the plan")
      .option('--preview', 'show the plan and save nothing')
      .option('--all', 'for all tenants')
      .option('--tag <tag>', 'for the tenants with this tag')
      .option('--client-type <type>', 'for the tenants of this type')
      .option('--tenants <ids>', 'for these tenants: acme,globex'),
    async (session, { args: [tenantId, specs], options }) => {
      const select = selectionOf(options, 'tenon plan')
      if (select !== null) return planFleet(session, { select, specs: [tenantId, ...specs] }, options)
      if (specs.length === 0) throw cliErrors.USAGE_WRONG({ message: 'name a tenant and a module, such as acme inventory@2.0.0', command: 'tenon plan' })
      const request = moveOf(tenantId, specs, 'tenon plan')
      if (options.preview === true) return previewOf(session, request)
      const planning = () => session.control.plan(request, { ...actorOf(session, options.reason), ...(options.rehearse === true ? { rehearse: true } : {}) })
      const plan = options.rehearse === true && !session.json && session.world.isTerminal ? await session.world.whileWorking(`rehearsing on a copy of the data of ${tenantId}`, planning) : await planning()
      const { page, lines } = renderPlan(plan)
      return { json: plan, lines, page: (paint) => `${page(paint)}\n\nApply with: ${paint.bold(`tenon apply ${plan.id}`)}` }
    },
  )
  handle<[string]>(
    planCommand.command('show').description('a saved plan, and what was said of it').argument('<plan>', 'id of the plan'),
    async ({ control }, { args: [planId] }) => (isFleetPlan(planId)
      ? renderSavedFleetPlan(await control.getFleetPlan(planId), await control.listApprovals(planId), await control.listFleetApplications(planId))
      : renderSavedPlan(await control.getPlan(planId), await control.listApprovals(planId))),
  )
}

interface PlanCommandOptions extends ReasonOption, SelectionOptions {
  readonly rehearse?: true
  readonly preview?: true
}

interface RollBackOptions extends ApplyReasons {
  readonly to?: string
  readonly toRevision?: string
  readonly operation?: string
}

/** Ids say what they name. */
function isFleetPlan(planId: string): boolean {
  return planId.startsWith('f_')
}

async function planFleet(session: Session, { select, specs }: { readonly select: TenantSelection; readonly specs: readonly string[] }, { reason, rehearse, preview }: PlanCommandOptions): Promise<Report> {
  if (rehearse === true || preview === true) throw cliErrors.USAGE_WRONG({ message: 'a plan for many tenants is saved, and made without a rehearsal: leave --preview and --rehearse out', command: 'tenon plan' })
  const plan = await session.control.planFleet({ targets: parseTargets(specs, 'tenon plan'), select }, actorOf(session, reason))
  const report = renderFleetPlan(plan)
  return plan.classes.length === 0 ? report : { ...report, page: (paint) => `${report.page(paint)}\n\nApply with: ${paint.bold(`tenon apply ${plan.id}`)}` }
}

async function queueFleet(session: Session, planId: string, given: Partial<ApplyReasons>): Promise<Report> {
  const plan = await session.control.getFleetPlan(planId)
  return renderQueuedFleet(plan, await session.control.enqueueFleet(planId, { ...actorOf(session, given.reason ?? plan.reason), ...(given.acceptDrift === undefined ? {} : { acceptDrift: given.acceptDrift }) }))
}

async function previewOf(session: Session, request: PlanRequest): Promise<Report> {
  const preview = await session.control.preview(request)
  return { json: preview, ...renderPlan(preview) }
}

interface FinalizeOptions extends ApplyReasons {
  readonly yes?: true
}

function moveOf(tenantId: string, specs: readonly string[], command: string): PlanRequest {
  return { kind: 'move', tenantId, targets: parseTargets(specs, command) }
}

async function planAndApply(session: Session, request: PlanRequest, reasons: ApplyReasons): Promise<Report> {
  const plan = await session.control.plan(request, actorOf(session, reasons.reason))
  if (session.world.isTerminal) showPlan(session, plan)
  return withPlan(plan, renderOperation(await applyPlan(session, plan, reasons), plan))
}

async function applyAtOnce(session: Session, request: PlanRequest, reasons: ApplyReasons): Promise<Report> {
  const plan = await session.control.plan(request, actorOf(session, reasons.reason))
  return withPlan(plan, renderOperation(await applyPlan(session, plan, reasons), plan))
}

async function finalize(session: Session, request: PlanRequest, { yes, ...reasons }: FinalizeOptions): Promise<Report> {
  const plan = await session.control.plan(request, actorOf(session, reasons.reason))
  if (yes !== true) {
    showPlan(session, plan)
    const confirmed = session.world.canAsk && !session.json && await session.world.ask('Close the way back?')
    if (!confirmed) throw cliErrors.CONFIRMATION_MISSING({ action: `finalize ${plan.moves.map(({ module }) => module).join(', ')} of ${plan.tenantId}` })
  }
  return withPlan(plan, renderOperation(await applyPlan(session, plan, reasons), plan))
}

function showPlan(session: Session, plan: Plan): void {
  const { page, lines } = renderPlan(plan)
  session.show({ lines, page: (paint) => `${page(paint)}\n` })
}

function withPlan(plan: Plan, report: Report): Report {
  return { ...report, json: { plan, operation: report.json } }
}
