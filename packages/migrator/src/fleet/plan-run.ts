import type { MigrationTarget, SqlDatabase } from '@tenon/model'
import type { LedgerRow } from '../ledger.ts'
import { readLedger } from '../ledger.ts'
import { readMarks } from '../schema-mark.ts'
import { dataVersionOf } from '../verify-migrations.ts'
import { classifyFleet, judgeClass } from './classify-fleet.ts'
import type { FleetClass, JudgedClass } from './classify-fleet.ts'
import { fleetErrors } from './fleet-errors.ts'
import type { FleetRunRequest } from './fleet-run.ts'
import type { FleetItem } from './journal.ts'

/** Who has to be looked after, and how many are there already. */
export interface PlannedRun {
  readonly items: readonly FleetItem[]
  /** The same, as they stand. */
  readonly classes: readonly JudgedClass<FleetItem>[]
  readonly unchanged: number
  readonly guard: NonNullable<MigrationTarget['guard']>
}

/**
 * Finds out who has to move, with one query for all tenants and one for each class of them.
 * @throws FLEET_TARGETS_INVALID before anything is read
 */
export async function planRun(database: SqlDatabase, request: FleetRunRequest): Promise<PlannedRun> {
  refuseInvalid(request)
  const { migrations, toDataVersion, targets } = request
  const marks = await readMarks(database, targets.map(({ schema }) => schema))
  const classes: JudgedClass<FleetItem>[] = []
  for (const each of classifyFleet(targets.map((target) => ({ target, toDataVersion })), marks)) {
    const [first] = each.items
    const ledger = first === undefined ? [] : await readLedger(database, first.target)
    const verdict = judgeClass(ledger, migrations, toDataVersion)
    if (verdict.kind !== 'unchanged') classes.push({ ...each, items: itemsOf(each, ledger), ledger, verdict })
  }
  const items = classes.flatMap((each) => each.items)
  return { items, classes, unchanged: targets.length - items.length, guard: targets[0]?.guard ?? 'column' }
}

function itemsOf({ standing, items }: FleetClass<Pick<FleetItem, 'target' | 'toDataVersion'>>, ledger: readonly LedgerRow[]): readonly FleetItem[] {
  const fromMark = typeof standing === 'string' ? null : standing
  const fromDataVersion = dataVersionOf(ledger.filter(({ prepared }) => !prepared))
  return items.map((item) => ({ ...item, fromMark, fromDataVersion }))
}

function refuseInvalid({ module, targets }: FleetRunRequest): void {
  const seen = new Set<string>()
  for (const { tenantId, module: own, guard } of targets) {
    if (own !== module) throw fleetErrors.FLEET_TARGETS_INVALID({ module, tenantId, reason: 'other-module' })
    if ((guard ?? 'column') !== (targets[0]?.guard ?? 'column')) throw fleetErrors.FLEET_TARGETS_INVALID({ module, tenantId, reason: 'other-guard' })
    if (seen.has(tenantId)) throw fleetErrors.FLEET_TARGETS_INVALID({ module, tenantId, reason: 'twice' })
    seen.add(tenantId)
  }
}
