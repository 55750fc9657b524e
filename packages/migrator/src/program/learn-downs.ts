import type { MigrationSource } from '@tenon/model'
import { quoteIdentifier, quoteLiteral } from '../quote-identifier.ts'
import { splitStatements } from '../split-statements.ts'
import { readAddedRows } from '../stash/adds-rows.ts'
import { findLosses } from '../stash/find-losses.ts'
import type { Loss } from '../stash/find-losses.ts'
import { foreseeBasis } from '../stash/foresee-basis.ts'
import type { Foreseen } from '../stash/foresee-basis.ts'
import { identifyRows } from '../stash/identify-rows.ts'
import { findLostCounters, keepCounterStatements, readCounters } from '../stash/keep-counters.ts'
import type { Counter } from '../stash/keep-counters.ts'
import { readCatalog } from '../stash/read-catalog.ts'
import type { CatalogTable } from '../stash/read-catalog.ts'
import { basisStatements, copyRowsStatements, lockStatements, settleStatements, withKeyOf } from '../stash/set-aside.ts'
import { doBlock, when } from './do-block.ts'
import { judgeStatement } from './judge-statement.ts'
import type { LearnedSql, Scratch } from './learn-move.ts'
import { terminated } from './learn-ups.ts'
import { hasKept, keepRowsStatement, keepStatement } from './move-functions.ts'
import type { KeptRows } from './move-functions.ts'
import { stepByStep } from './move-program.ts'
import type { StepByStep } from './move-program.ts'
import type { PlannedMove } from './plan-move.ts'

/** One down as the scratch schema saw it. */
interface LearnedDown {
  readonly kind: 'down'
  readonly step: MigrationSource
  readonly losses: readonly Loss[]
  readonly counters: readonly Counter[]
  readonly after: readonly CatalogTable[]
  /** Whether its statements leave every value as it is in tables they do not rewrite. */
  readonly plain: boolean
}

/**
 * Runs the downs in the scratch schema, comparing the catalog before and after each. What the catalog cannot
 * tell, because the scratch has no rows, the syntax tells: every table a statement might change is copied whole
 * and settled after the down. Where neither tells for sure, the answer is step by step.
 */
export async function learnDowns(scratch: Scratch, { steps, after: mark }: PlannedMove): Promise<LearnedSql | StepByStep> {
  const seeding = await firstThatAddsRows(steps)
  if (seeding !== null) return stepByStep(seeding)
  // As the migrator rehearses: a truncate inside its own subtransaction shows in the catalog.
  await scratch.session.query('savepoint tenon_downs')
  const downs: LearnedDown[] = []
  for (const step of steps) {
    const down = await learnDown(scratch, step)
    if (down.kind === 'step-by-step') return down
    downs.push(down)
  }
  const last = downs.at(-1)
  const found = downs.flatMap((down) => down.losses)
  const identified = downs.map((down) => ({ ...down, losses: identifyRows(down.losses, last?.after ?? [], found) }))
  const losses = identified.flatMap((down) => down.losses)
  const basis = last === undefined ? [] : basisOf(losses, last)
  if ('kind' in basis) return basis
  const foreseen = downs.every(({ plain }) => plain) ? foreseeBasis(losses, last?.after ?? [], mark.dataVersion) : null
  const foreseenBy: ReadonlyMap<Loss, Foreseen> = new Map(foreseen?.map((each, index) => [losses[index] as Loss, each]))
  const counted = downs.some(({ counters }) => counters.length > 0)
  const keeps = losses.length > 0 || counted
  const [first] = identified
  const versioned = `update tenon_stash set basis_version = ${mark.dataVersion} where basis_version is null`
  return {
    kind: 'learned',
    keeps: atBeginning(first) ? keepsOf(first, foreseenBy) : [],
    opening: atBeginning(first) ? [] : copiesOf(first, foreseenBy),
    statements: identified.flatMap((down, index) => [
      terminated(down.step.down ?? ''),
      'set constraints all immediate',
      ...blockOf(settledOf(down)),
      ...copiesOf(identified[index + 1], foreseenBy),
    ]),
    closing: keeps ? [...(foreseen === null ? basis : []), ...(foreseen === null || counted ? [versioned] : [])] : null,
    varies: false,
  }
}

/** Why only a tenant's own data can tell what the rows to be set aside rest on; null when none of the migrations adds rows. */
async function firstThatAddsRows(steps: readonly MigrationSource[]): Promise<string | null> {
  // The ledger does not keep the SQL of what ran ahead of its move: the migrator does not run the ups then either.
  if (steps.some(({ run }) => run !== 'transaction')) return null
  for (const { name, up } of steps) {
    const { reason } = await readAddedRows(up)
    if (reason !== null) return `${name} ${reason}: what the stash keeps of them rests on the tenant's own data`
  }
  return null
}

async function learnDown(scratch: Scratch, step: MigrationSource): Promise<LearnedDown | StepByStep> {
  const { session, target } = scratch
  const statements = await splitStatements(step.down ?? '')
  if ('offset' in statements) return stepByStep(`${step.name}: its down is no SQL`)
  const before = await readCatalog(session, target.schema)
  const countersBefore = await readCounters(session, target.schema)
  const touched = new Set<string>()
  let plain = true
  for (const { sql } of statements) {
    const judged = await judgeStatement(scratch, sql)
    if (judged.kind === 'step-by-step') return stepByStep(`${step.name}: ${judged.reason}`)
    for (const relation of judged.touched) touched.add(relation)
    plain &&= judged.plain
    await session.query(sql)
  }
  await session.query('set constraints all immediate')
  const after = await readCatalog(session, target.schema)
  const losses = withTouched(findLosses(before, after), { before, after, touched })
  const unsettled = losses.find((loss) => loss.kind === 'rows' && !keepsKey(loss, survivorOf(loss, after)))
  if (unsettled) return stepByStep(`${step.name}: it may change rows of ${unsettled.table.name}, which has no key that stays the same`)
  return { kind: 'down', step, losses, counters: findLostCounters(countersBefore, await readCounters(session, target.schema)), after, plain }
}

/** The catalog's losses, and all rows of the tables that statements may have changed. In the order of the tables. */
function withTouched(found: readonly Loss[], { before, after, touched }: { readonly before: readonly CatalogTable[]; readonly after: readonly CatalogTable[]; readonly touched: ReadonlySet<string> }): readonly Loss[] {
  return before.flatMap((table): readonly Loss[] => {
    const loss = found.find((each) => each.table === table)
    const survives = after.some(({ relation }) => relation === table.relation)
    if (!survives || !touched.has(table.relation)) return loss ? [loss] : []
    return [{ table, kind: 'rows', lostColumns: loss?.lostColumns ?? [] }]
  })
}

/**
 * Whether rows copied before and found after can be matched whatever the down did to them. Only then it is no
 * matter that a tenant's down may touch no row at all: what was copied and is unchanged is dropped again.
 */
function keepsKey({ table, lostColumns }: Loss, survivor: CatalogTable | undefined): boolean {
  if (table.key === null || survivor === undefined || JSON.stringify(table.key) !== JSON.stringify(survivor.key)) return false
  return !lostColumns.some(({ number }) => table.key?.includes(number))
}

function survivorOf({ table }: Loss, after: readonly CatalogTable[]): CatalogTable | undefined {
  return after.find(({ relation }) => relation === table.relation)
}

/** A tenant's own table has another object id than the scratch's: it is asked for by name where it stands. */
function relationOf({ name }: CatalogTable): string {
  return `${quoteLiteral(quoteIdentifier(name))}::regclass::oid`
}

/** Before the first down nothing was run yet, and the move's own beginning copies; that a sequence goes is seen only when it is asked. */
function atBeginning(down: LearnedDown | undefined): down is LearnedDown {
  return down !== undefined && down.counters.length === 0
}

/** Before a down: what it takes away, when there is any. The stash of a tenant that has nothing of it is not even opened. */
function copiesOf(down: LearnedDown | undefined, foreseen: ReadonlyMap<Loss, Foreseen>): readonly string[] {
  if (down === undefined) return []
  const { step, counters, losses } = down
  const counted = keepCounterStatements(step.dataVersion, counters).map((keep, index) => keepStatement(`(select is_called from ${quoteIdentifier(counters[index]?.name ?? '')})`, keep))
  return [...counted, ...lockStatements(losses), ...keepsOf(down, foreseen).map(keepRowsStatement)]
}

/** The rows that a down takes away. */
function keepsOf({ step, losses }: LearnedDown, foreseen: ReadonlyMap<Loss, Foreseen>): readonly KeptRows[] {
  const anywhere = losses.map((loss) => ({ ...loss, table: { ...loss.table, relation: relationOf(loss.table) } }))
  return copyRowsStatements(step.dataVersion, anywhere, losses.map((loss) => foreseen.get(loss) ?? {})).map((keeping, index) => ({ table: losses[index]?.table.name ?? '', keeping }))
}

/** After a down: the rows it may have changed. */
function settledOf({ losses, after }: LearnedDown): readonly string[] {
  const settled = losses.flatMap((loss) => {
    const survivor = survivorOf(loss, after)
    return loss.kind === 'rows' && survivor ? settleStatements(loss, { ...survivor, relation: relationOf(survivor) }) : []
  })
  return settled.length === 0 ? [] : [when(hasKept, withBulkJoins(settled))]
}

function blockOf(statements: readonly string[]): readonly string[] {
  return statements.length === 0 ? [] : [doBlock(statements)]
}

/** After all downs: every value that was set aside notes its row as the version now in force sees it. */
function basisOf(losses: readonly Loss[], { step, after }: LearnedDown): readonly string[] | StepByStep {
  const partial = losses.filter(({ kind }) => kind !== 'table')
  // Its values would follow a table that only the name connects with the one they came from.
  const anew = partial.find((loss) => survivorOf(loss, after) === undefined && after.some(({ name }) => name === loss.table.name))
  if (anew) return stepByStep(`${step.name}: ${anew.table.name} is made anew after some of its columns were set aside`)
  const survivors = new Map(partial.flatMap((loss) => {
    const survivor = survivorOf(loss, after)
    const table = survivor && withKeyOf(loss.table, survivor)
    return table ? [[`${table.relation} ${String(table.key)}`, table] as const] : []
  }))
  return withBulkJoins([...survivors.values()].flatMap((table) => basisStatements(relationOf(table), table)))
}

/** As the migrator joins the stash with whole tables: no statistics tell how much it holds. */
function withBulkJoins(statements: readonly string[]): readonly string[] {
  return statements.length === 0 ? [] : ['set local enable_nestloop = off', ...statements, 'set local enable_nestloop to default']
}
