import type { Approval, Verdict } from '@tenon/model'
import { lineOf } from '../render/columns.ts'
import type { Report } from '../report.ts'
import { actorOf } from './session.ts'
import type { RegisterCommands } from './register.ts'

interface ReasonOption {
  readonly reason: string
}

/** `approve` and `reject`. */
export const registerApprovalCommands: RegisterCommands = (program, handle) => {
  handle<[string], ReasonOption>(
    program.command('approve').description('say that you have read a plan and that it may be applied')
      .argument('<plan>', 'id of a plan')
      .requiredOption('--reason <reason>', 'why; kept with the plan'),
    async (session, { args: [planId], options: { reason } }) => reportOf(await session.control.approve(planId, actorOf(session, reason))),
  )
  handle<[string], ReasonOption>(
    program.command('reject').description('a plan will never be applied; what runs goes on')
      .argument('<plan>', 'id of a plan')
      .requiredOption('--reason <reason>', 'why; kept with the plan'),
    async (session, { args: [planId], options: { reason } }) => reportOf(await session.control.reject(planId, actorOf(session, reason))),
  )
}

const fates: Readonly<Record<Verdict, string>> = { approved: 'nothing is applied yet', rejected: 'it will never be applied; what runs goes on' }

function reportOf(approval: Approval): Report {
  const { planId, verdict, actor, reason } = approval
  return {
    json: approval,
    lines: [lineOf(planId, verdict, actor)],
    page: (paint) => `Plan ${paint.bold(planId)}   ${verdict === 'approved' ? paint.green(verdict) : paint.red(verdict)} by ${actor}: "${reason}"\n  ${fates[verdict]}`,
  }
}
