import { nothingPreserved } from '@tenon/model'
import type { MigrationResult, SqlSession } from '@tenon/model'
import { applyGuards } from './guards.ts'
import { readLedger, recordUndone, renewMark } from './ledger.ts'
import type { LedgerRow } from './ledger.ts'
import { reportProgress } from './report-progress.ts'
import { runMigrationSql } from './run-migration-sql.ts'
import { readAddedRows } from './stash/adds-rows.ts'
import { countStash } from './stash/count-stash.ts'
import { findLosses } from './stash/find-losses.ts'
import { foreseeBasis } from './stash/foresee-basis.ts'
import { identifyRows } from './stash/identify-rows.ts'
import { findLostCounters, keepCounterStatements, readCounters } from './stash/keep-counters.ts'
import type { Counter } from './stash/keep-counters.ts'
import { learnMade } from './stash/learn-made.ts'
import type { Counts } from './stash/put-back.ts'
import { readCatalog } from './stash/read-catalog.ts'
import { keyNamesOf } from './stash/row-expressions.ts'
import { copyLosses, recordBasis, settleRows } from './stash/set-aside.ts'
import type { CopiedLosses } from './stash/set-aside.ts'
import { dataVersionOf, pendingDown } from './verify-migrations.ts'
import type { MoveContext } from './with-move.ts'

type Undo = LedgerRow & { readonly down: string }

/** What one down takes away. */
interface Taken extends CopiedLosses {
  readonly counters: readonly Counter[]
}

/** Undoes what is above the wanted data version, newest first, keeping what the downs would destroy. */
export async function moveDown(context: MoveContext): Promise<MigrationResult> {
  const { session, target, options } = context
  const ledger = await readLedger(session, target)
  const undo = pendingDown(ledger, options.toDataVersion)
  const dataVersion = dataVersionOf(ledger.filter((entry) => entry.dataVersion <= options.toDataVersion))
  if (undo.length === 0) return { dataVersion, applied: [], preserved: nothingPreserved }
  const { rows } = await session.query<{ since: string }>('select coalesce(max(id), 0)::text as since from tenon_stash')
  const since = rows[0]?.since ?? '0'
  const { taken, kept } = await rehearse(context, undo, dataVersion)
  let setAside: Counts = {}
  for (const entry of undo) {
    await reportProgress(options, { migration: entry.name, done: 'rolled-back' }, async (note) => {
      if (!kept) await undoOne(context, entry, taken.get(entry.dataVersion) ?? { losses: [], foreseen: null, counters: [] })
      await recordUndone(session, entry.dataVersion)
      if (entry !== undo.at(-1)) return {}
      setAside = await countStash(session, { since })
      const unknown = await learnBasis(context, { undo, taken, dataVersion, since })
      if (unknown !== null) note(unknown)
      return {}
    })
  }
  await applyGuards(session, target)
  await renewMark(session, target)
  return { dataVersion, applied: undo.map(({ name }) => name), preserved: { setAside, putBack: {}, superseded: {} } }
}

interface Undone {
  readonly undo: readonly Undo[]
  /** By data version. */
  readonly taken: ReadonlyMap<number, Taken>
  readonly dataVersion: number
  /** Highest id in the stash before. */
  readonly since: string
}

/** Notes what everything set aside rests on. @returns for whoever rolls back: why it cannot be told of whole rows; null when it can */
async function learnBasis({ session, target: { schema } }: MoveContext, { undo, taken, dataVersion, since }: Undone): Promise<string | null> {
  const tables = await readCatalog(session, schema)
  await recordBasis(session, dataVersion, tables)
  const unknown = undo.find(({ up }) => up === null)
  if (unknown) {
    const { rows } = await session.query<{ whole: boolean }>(`select exists (select from tenon_stash where id > ${since} and kind = 'row') as whole`)
    return rows[0]?.whole ? unlearnt(`${unknown.name} does not run inside a move`) : null
  }
  const added = await Promise.all(undo.map(({ up }) => readAddedRows(up ?? '')))
  if (added.every(({ reason }) => reason === null)) return null
  const dropped = [...taken].flatMap(([version, { losses }]) => losses.flatMap(({ kind, table }) => {
    const key = keyNamesOf(table)
    return kind === 'table' && key !== null ? [{ dataVersion: version, table: table.name, key }] : []
  }))
  const failure = await learnMade(session, { schema, dataVersion, ups: undo.toReversed().map((entry) => ({ ...entry, up: entry.up ?? '' })), tables, dropped, since })
  return failure === null ? null : unlearnt(failure.message)
}

function unlearnt(reason: string): string {
  return `whole rows return wherever their key is free, because nothing tells what they rest on: ${reason}`
}

interface Rehearsal {
  /** By data version. */
  readonly taken: ReadonlyMap<number, Taken>
  /** True: the downs take nothing away, so that what they did was kept. */
  readonly kept: boolean
}

/** Runs all downs in a savepoint and looks at the catalog after each. Takes everything back, unless nothing is lost by it. */
async function rehearse({ session, target }: MoveContext, undo: readonly Undo[], toDataVersion: number): Promise<Rehearsal> {
  const taken = new Map<number, Pick<Taken, 'losses' | 'counters'>>()
  await session.query('savepoint tenon_rehearsal')
  let before = await readCatalog(session, target.schema)
  let counters = await readCounters(session, target.schema)
  for (const entry of undo) {
    await runDown(session, entry)
    const after = await readCatalog(session, target.schema)
    const countersAfter = await readCounters(session, target.schema)
    taken.set(entry.dataVersion, { losses: findLosses(before, after), counters: findLostCounters(counters, countersAfter) })
    before = after
    counters = countersAfter
  }
  const kept = [...taken.values()].every(({ losses, counters: lost }) => losses.length === 0 && lost.length === 0)
  await session.query(kept ? 'release savepoint tenon_rehearsal' : 'rollback to savepoint tenon_rehearsal')
  const all = [...taken.values()].flatMap(({ losses }) => losses)
  const identified = [...taken].map(([version, each]) => [version, { ...each, losses: identifyRows(each.losses, before, all) }] as const)
  // All or nothing: what one down rewrites may be what another's values rest on.
  const mayForesee = foreseeBasis(identified.flatMap(([, { losses }]) => losses), before, toDataVersion) !== null
  return { kept, taken: new Map(identified.map(([version, each]) => [version, { ...each, foreseen: mayForesee ? foreseeBasis(each.losses, before, toDataVersion) : null }])) }
}

async function undoOne({ session, target }: MoveContext, entry: Undo, { losses, foreseen, counters }: Taken): Promise<void> {
  for (const statement of keepCounterStatements(entry.dataVersion, counters)) await session.query(statement)
  await copyLosses(session, entry.dataVersion, { losses, foreseen })
  await runDown(session, entry)
  if (losses.some(({ kind }) => kind === 'rows')) await settleRows(session, losses, await readCatalog(session, target.schema))
}

async function runDown(session: SqlSession, { name, down }: Undo): Promise<void> {
  await runMigrationSql(session, { migration: name, file: `prisma/migrations/${name}/down.sql`, text: down })
  await session.query('set constraints all immediate')
}
