import type { ModuleFacts } from './module-facts.ts'
import { pendingDowns } from './migration-steps.ts'

/** Why a plan cannot be made although the versions are chosen. */
export type PlanIssue =
  /** The tenant's data was migrated with other SQL than this version ships. */
  | { readonly kind: 'ledger-differs'; readonly module: string; readonly migrations: readonly string[] }
  /** Migrations were run ahead of another move than this one. */
  | { readonly kind: 'prepared-otherwise'; readonly module: string; readonly migrations: readonly string[] }
  /** The way back is closed: these were finalized, or declared irreversible. */
  | { readonly kind: 'no-way-back'; readonly module: string; readonly to: string; readonly migrations: readonly string[] }

/** All reasons why one module cannot move as planned. */
export function planIssues(facts: ModuleFacts): readonly PlanIssue[] {
  return facts.kind === 'roll-back' ? wayBackIssues(facts) : ledgerIssues(facts)
}

/** One issue as a sentence. */
export function describePlanIssue(issue: PlanIssue): string {
  switch (issue.kind) {
    case 'ledger-differs':
      return `The data of ${issue.module} was migrated with other SQL than this version ships: ${issue.migrations.join(', ')}.`
    case 'prepared-otherwise':
      return `The data of ${issue.module} is prepared for another move: ${issue.migrations.join(', ')}.`
    case 'no-way-back':
      return `${issue.module} cannot go back to ${issue.to}: ${issue.migrations.join(', ')} cannot be undone.`
    default:
      return issue satisfies never
  }
}

function wayBackIssues(facts: Extract<ModuleFacts, { kind: 'roll-back' }>): readonly PlanIssue[] {
  const closed = pendingDowns(facts).filter((entry) => entry.phase === 'contract' || entry.phase === 'irreversible' || entry.down === null)
  return closed.length === 0 ? [] : [{ kind: 'no-way-back', module: facts.module, to: facts.back.version, migrations: closed.map(({ name }) => name) }]
}

function ledgerIssues(facts: Exclude<ModuleFacts, { kind: 'roll-back' }>): readonly PlanIssue[] {
  const shipped = new Map(facts.to.manifest.migrations.map((entry) => [entry.dataVersion, entry]))
  const strange = facts.ledger.filter((entry) => {
    const same = shipped.get(entry.dataVersion)
    return same === undefined || same.name !== entry.name || same.checksum !== entry.checksum
  })
  // Finalize makes nothing its own; any other move makes its own what it would run itself.
  const prepared = (facts.kind === 'finalize' ? facts.ledger : strange).filter((entry) => entry.prepared)
  const differing = strange.filter((entry) => !entry.prepared)
  return [
    ...(differing.length === 0 ? [] : [{ kind: 'ledger-differs', module: facts.module, migrations: differing.map(({ name }) => name) } satisfies PlanIssue]),
    ...(prepared.length === 0 ? [] : [{ kind: 'prepared-otherwise', module: facts.module, migrations: prepared.map(({ name }) => name) } satisfies PlanIssue]),
  ]
}
