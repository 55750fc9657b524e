import type { Plan } from '@tenon/model'
import type { PlanRequest } from '@tenon/registry'
import { cliErrors } from '../cli-errors.ts'
import { renderAbandoned } from '../render/render-abandoned.ts'
import { renderOperation } from '../render/render-operation.ts'
import { renderPlan } from '../render/render-plan.ts'
import { renderApplication } from '../render/render-queue.ts'
import type { Report } from '../report.ts'
import { parseTargets } from './module-spec.ts'
import { actorOf, applyPlan } from './session.ts'
import type { ApplyReasons, Session } from './session.ts'
import type { RegisterCommands } from './register.ts'

interface ReasonOption {
  readonly reason: string
}

const acceptDrift = ['--accept-drift <reason>', 'go ahead though the data is not what its migrations made, and why; recorded in the history'] as const

/** `plan`, `apply`, `upgrade`, `rollback`, `abandon` and `finalize`. */
export const registerPlanCommands: RegisterCommands = (program, handle) => {
  handle<[string, readonly string[]], ReasonOption>(
    program.command('plan').description('plan a move and save it; changes nothing')
      .argument('<tenant>').argument('<module@range...>', 'such as inventory@2.0.0 or inventory@^1.2; the name alone means the newest that is allowed')
      .option('--reason <reason>', 'why; recorded with the plan', 'planned by hand'),
    async (session, { args: [tenantId, specs], options: { reason } }) => {
      const plan = await session.control.plan(moveOf(tenantId, specs, 'tenon plan'), actorOf(session, reason))
      const { page, lines } = renderPlan(plan)
      return { json: plan, lines, page: (paint) => `${page(paint)}\n\nApply with: ${paint.bold(`tenon apply ${plan.id}`)}` }
    },
  )
  handle<[string], Partial<ApplyReasons> & { readonly queue?: true }>(
    program.command('apply').description('apply a saved plan; refused when the tenant has moved since')
      .argument('<plan>', 'id of the plan')
      .option('--reason <reason>', "why (default: the plan's own reason)")
      .option('--queue', 'do not wait: some host applies it, after what was queued for the tenant before, and tries again what passes')
      .option(...acceptDrift),
    async (session, { args: [planId], options }) => {
      const { queue, ...given } = options
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
  handle<[string, string], ApplyReasons & { readonly to?: string }>(
    program.command('rollback').description('back to the version before, keeping what was written since')
      .argument('<tenant>').argument('<module>')
      .requiredOption('--reason <reason>', 'why; recorded in the history')
      .option('--to <version>', 'an older version when the one before is not meant')
      .option(...acceptDrift),
    (session, { args: [tenantId, module], options: { to, ...reasons } }) =>
      applyAtOnce(session, { kind: 'roll-back', tenantId, module, ...(to === undefined ? {} : { to }) }, reasons),
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
