import type { Approval, Plan } from '@tenon/model'
import type { Report } from '../report.ts'
import { lineOf } from './columns.ts'
import { renderPlan } from './render-plan.ts'
import { instantInWords } from './words.ts'

/** A saved plan with who made it, and what was said of it since. */
export function renderSavedPlan(plan: Plan, approvals: readonly Approval[]): Report {
  const { page, lines } = renderPlan(plan)
  const said = approvals.map(({ verdict, actor, reason, createdAt }) => `${verdict} by ${actor}, ${instantInWords(createdAt)}: "${reason}"`)
  return {
    json: { plan, approvals },
    lines: [...lines, ...approvals.map(({ planId, verdict, actor }) => lineOf(planId, verdict, actor))],
    page: (paint) => [
      page(paint), '', `  made by ${plan.actor}, ${instantInWords(plan.createdAt)}: "${plan.reason}"`, ...said.map((line) => `  ${line}`),
    ].join('\n'),
  }
}
