import type { SqlDatabase } from '@tenon/model'
import { returnedFingerprints } from '../drift/returned-shapes.ts'
import { readLedger } from '../ledger.ts'
import type { LedgerRow } from '../ledger.ts'
import type { CompareShapes, Compilation, CompileRequest, MoveProgram } from '../program/move-program.ts'
import { readMarks } from '../schema-mark.ts'
import { readFingerprints } from '../shape/read-shapes.ts'
import { classifyFleet, judgeClass, standsAt } from './classify-fleet.ts'
import type { FleetClass, JudgedClass } from './classify-fleet.ts'
import { fleetErrors } from './fleet-errors.ts'
import type { FleetItem, RunHead, TenantVerdict } from './journal.ts'
import { movedOn } from './move-tenant.ts'
import type { TenantMove } from './move-tenant.ts'
import type { Patience } from './patience.ts'

/** Makes one message out of a move that many tenants share. */
export type CompileMove = (request: CompileRequest) => Promise<Compilation>

/** One tenant that is ready to be moved. */
export interface FleetJob {
  readonly item: FleetItem
  readonly move: TenantMove
}

/** What sorting works with. */
export interface SortFleetContext {
  readonly database: SqlDatabase
  readonly compile: CompileMove
  readonly compare: CompareShapes
  readonly patience: Patience
  readonly run: RunHead
  readonly items: readonly FleetItem[]
  /** Their classes, when they were found out a moment ago; null: to be found out. */
  readonly classes: readonly JudgedClass<FleetItem>[] | null
  /** Takes those who are not to be moved. */
  readonly onVerdicts: (verdicts: readonly TenantVerdict[]) => Promise<void>
}

/** Tenants whose shapes are compared by one query. While they are moved, the next are compared. */
const portion = 100

/**
 * Says tenant by tenant what to do: where all of them stand is one query, what a class of them needs is
 * judged and compiled once, and whether they look as their class should is a query for each hundred.
 * Those already there, moved on, refused or drifted are handed to `onVerdicts` instead.
 */
export async function* sortFleet(context: SortFleetContext): AsyncGenerator<FleetJob, void, undefined> {
  const { database, patience, items, classes } = context
  if (classes !== null) {
    for (const each of classes) yield* sortClass(context, each)
    return
  }
  const marks = await patience(() => readMarks(database, items.map(({ target }) => target.schema)))
  for (const each of classifyFleet(items, marks)) yield* sortClass(context, await patience(() => judge(context, each)))
}

async function judge({ database, run }: SortFleetContext, each: FleetClass<FleetItem>): Promise<JudgedClass<FleetItem>> {
  const [first] = each.items
  const ledger = first === undefined ? [] : await readLedger(database, first.target)
  return { ...each, ledger, verdict: judgeClass(ledger, run.migrations, each.toDataVersion) }
}

async function* sortClass(context: SortFleetContext, judged: JudgedClass<FleetItem>): AsyncGenerator<FleetJob, void, undefined> {
  const { standing, items, ledger, verdict } = judged
  const { onVerdicts } = context
  if (verdict.kind === 'unchanged') return onVerdicts(items.map(({ target }) => ({ target, status: 'unchanged', problem: null })))
  const [inPlace, elsewhere] = partition(items, ({ fromMark }) => standsAt(standing, fromMark, ledger))
  await onVerdicts(elsewhere.map((item) => ({ target: item.target, status: 'failed', problem: movedOn(item, standing).problem })))
  if (verdict.kind === 'refused') return onVerdicts(inPlace.map(({ target }) => ({ target, status: 'failed', problem: verdict.problem })))
  const program = inPlace.length === 0 ? null : await compileFor(context, judged)
  const move = { direction: verdict.direction, program }
  yield* undrifted(context, inPlace, { move, ledger })
}

async function compileFor({ compile, compare, patience, run }: SortFleetContext, judged: JudgedClass<FleetItem>): Promise<MoveProgram | null> {
  const request = compileRequestOf(run, judged, compare)
  if (request === null) return null
  const compilation = await patience(() => compile(request))
  return compilation.kind === 'program' ? compilation.program : null
}

/** What to compile for a class; null when it does not move, or nothing is known of where it stands. */
export function compileRequestOf({ module, migrations, guard }: Pick<RunHead, 'module' | 'migrations' | 'guard'>, { standing, toDataVersion, verdict }: JudgedClass<FleetItem>, compare: CompareShapes): CompileRequest | null {
  if (verdict.kind !== 'move' || standing === 'unmarked') return null
  return { direction: verdict.direction, module, migrations, guard, compare, from: standing === 'missing' ? null : standing, toDataVersion }
}

async function* undrifted(context: SortFleetContext, items: readonly FleetItem[], { move, ledger }: { readonly move: TenantMove; readonly ledger: readonly LedgerRow[] }): AsyncGenerator<FleetJob, void, undefined> {
  const fingerprint = move.program?.fingerprint ?? null
  if (fingerprint === null || context.compare === 'tables') return yield* items.map((item) => ({ item, move }))
  let returned: ReadonlySet<string> | null = null
  const portions = Array.from({ length: Math.ceil(items.length / portion) }, (_, index) => items.slice(index * portion, (index + 1) * portion))
  const compare = (members: readonly FleetItem[]) => context.patience(() => readFingerprints(context.database, members.map(({ target }) => target.schema)))
  let next: ReturnType<typeof compare> | null = null
  for (const [index, members] of portions.entries()) {
    const found = await (next ?? compare(members))
    const following = portions[index + 1]
    next = following === undefined ? null : compare(following)
    // It is awaited in the next round; a pass that ends before that has lost nothing by its failure.
    next?.catch(() => undefined)
    const [same, others] = partition(members, ({ target }) => found.get(target.schema) === fingerprint)
    if (others.length > 0) returned ??= await returnedOf(context, others, ledger)
    const [cameBack, drifted] = partition(others, ({ target }) => returned?.has(found.get(target.schema) ?? '') ?? false)
    await context.onVerdicts(drifted.map(driftVerdict))
    yield* same.map((item) => ({ item, move }))
    // The program was made for the other shape.
    yield* cameBack.map((item) => ({ item, move: { ...move, program: null } }))
  }
}

/** The shapes that the module's own downs leave at this place. */
async function returnedOf({ database, patience, run: { migrations } }: SortFleetContext, [first]: readonly FleetItem[], ledger: readonly LedgerRow[]): Promise<ReadonlySet<string>> {
  return first === undefined ? new Set() : patience(() => database.transaction((session) => returnedFingerprints(session, first.target, { ledger, migrations })))
}

function driftVerdict({ target, fromDataVersion }: FleetItem): TenantVerdict {
  const { tenantId, module } = target
  return { target, status: 'drifted', problem: fleetErrors.FLEET_TENANT_DRIFTED({ tenantId, module, dataVersion: fromDataVersion }).problem }
}

function partition<Item>(items: readonly Item[], test: (item: Item) => boolean): readonly [readonly Item[], readonly Item[]] {
  const groups = Map.groupBy(items, test)
  return [groups.get(true) ?? [], groups.get(false) ?? []]
}
