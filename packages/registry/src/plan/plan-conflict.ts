import { describePlanIssue } from '@tenon/planner'
import type { PlanIssue } from '@tenon/planner'
import { describeIssue } from '@tenon/resolver'
import type { Conflict, ResolveIssue } from '@tenon/resolver'
import { registryErrors } from '../registry-errors.ts'

/** Settings in force that the version to come refuses. */
export interface SettingsIssue {
  readonly kind: 'settings-refused'
  readonly module: string
  readonly version: string
  readonly issues: readonly string[]
}

/** Why a plan cannot be made, from whichever step found it. */
export type ConflictIssue = ResolveIssue | PlanIssue | SettingsIssue

/** The error that carries every reason at once, where the versions fit and something else stands against the plan. */
export function planConflict(tenant: string, issues: readonly ConflictIssue[]) {
  return refusal(tenant, issues, { core: [], fixes: [] })
}

/** The error for versions that do not fit: every reason, the smallest core and the ways out. */
export function resolveConflict(tenant: string, conflict: Conflict) {
  return refusal(tenant, conflict.issues, conflict)
}

function refusal(tenant: string, issues: readonly ConflictIssue[], { core, fixes }: Pick<Conflict, 'core' | 'fixes'>) {
  const advice = [...new Set(issues.map((issue) => adviceFor(tenant, issue)))]
  return registryErrors.PLAN_CONFLICT({ tenant, sentences: issues.map(sentenceOf), advice, issues, core, fixes })
}

function sentenceOf(issue: ConflictIssue): string {
  switch (issue.kind) {
    case 'settings-refused':
      return `The settings in force do not fit ${issue.module} ${issue.version}: ${issue.issues.join('; ')}.`
    case 'ledger-differs':
    case 'prepared-otherwise':
    case 'no-way-back':
      return describePlanIssue(issue)
    default:
      return describeIssue(issue)
  }
}

function adviceFor(tenant: string, issue: ConflictIssue): string {
  switch (issue.kind) {
    case 'downgrade':
      return `Going to a lower version is a roll back: \`tenon rollback ${tenant} ${issue.module}\`.`
    case 'no-version':
      return pinAdvice(issue.constraints) ?? `Look at what there is: \`tenon module show ${issue.module}\`.`
    case 'settings-refused':
      return 'Change the settings first so that both versions accept them.'
    case 'no-way-back':
      return 'The way back was closed by finalize or by an irreversible migration; only a restored snapshot leads further back.'
    case 'prepared-otherwise':
      return `Take the preparation away first: \`tenon abandon ${tenant} ${issue.module}\`; or make the move it is for.`
    case 'ledger-differs':
      return 'Find out which build migrated this tenant; a published migration is never edited.'
    case 'range-invalid':
      return 'Write a semver range such as ^1.2 or 2.0.0.'
    case 'module-unknown':
      return 'List the modules with `tenon module list`, or refresh the catalog.'
    case 'interface-missing':
    case 'interface-ambiguous':
      return pinAdvice(issue.constraints) ?? 'Move the modules that need each other in one plan.'
    default:
      return issue satisfies never
  }
}

function pinAdvice(constraints: ResolveIssue['constraints']): string | null {
  const pin = constraints.find((constraint) => constraint.kind === 'pin')
  return pin === undefined ? null : `Ask ${pin.owner} about the pin on ${pin.module}, or change it with a reason.`
}
