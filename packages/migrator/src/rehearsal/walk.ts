import type { MigrationSource, MigrationTarget, Rehearsal, RehearsalIssue, RehearsalStage, RehearsedMove, SqlSession } from '@tenon/model'
import { quoteIdentifier } from '../quote-identifier.ts'
import { readCatalog } from '../stash/read-catalog.ts'
import type { CatalogTable } from '../stash/read-catalog.ts'
import { attemptMove, runDowns } from './attempt-move.ts'
import { changedTables } from './changed-tables.ts'
import { computeAnew } from './compute-anew.ts'
import { randomFrom } from './random-values.ts'
import type { Random } from './random-values.ts'
import { lossIssues } from './rehearsal-issues.ts'
import { compareWithImages, imagesOf, keepTouched, liveImages, markMoment, takeImages } from './row-images.ts'
import type { RowImages } from './row-images.ts'
import { writeRows } from './write-rows.ts'

/** Which way to walk on a clone that is filled. */
export interface WalkRequest {
  readonly clone: MigrationTarget
  readonly pending: readonly MigrationSource[]
  /** The whole history, as a transaction takes it. */
  readonly migrations: readonly MigrationSource[]
  readonly fromDataVersion: number
  readonly toDataVersion: number
  readonly seed: number
  readonly writes: number
  /** The schema that the clone holds every row of; null: it holds a part, or rows of another shape. */
  readonly source: string | null
  /** Told of each stage when it begins. */
  readonly tell: (stage: RehearsalStage) => void
}

/** What the walk saw. */
export interface Walked {
  readonly moves: readonly RehearsedMove[]
  readonly issues: readonly RehearsalIssue[]
  readonly written: number
  readonly superseded: Rehearsal['superseded']
}

const nothing = { moves: [], issues: [], written: 0, superseded: {} } satisfies Walked

/**
 * Up, and the downs alone without a write in between: every row and value of the old version must be as it was. Then up,
 * writes as the new version, down, and from there up again twice, the first time taken back:
 *
 * - without a write in between: every row and value of the new version must be as it was, without an excuse;
 * - after writes as the old version: every one must be as it was or in the stash, but for what the old version wrote itself.
 *
 * The first move that fails ends the walk. Rows of tables that no move touched are what they were: they are not compared.
 */
export async function walk(session: SqlSession, request: WalkRequest): Promise<Walked> {
  const { clone, pending, source, tell } = request
  const start = await readCatalog(session, clone.schema)
  const before = source === null ? await takeImages(session, clone, { schema: `${clone.schema}_old`, tables: start }) : liveImages(source, start)
  tell('up')
  const up = await attemptMove(session, request, 'up')
  if (up.seen === null) return { ...nothing, issues: up.issues }
  const moves = [up.seen]
  if (request.fromDataVersion === 0 || pending.length === 0 || pending.some(({ down }) => down === null)) return { ...nothing, moves, written: await writeAs(session, request, randomFrom(request.seed)) }
  const high = await readCatalog(session, clone.schema)
  await session.query('savepoint tenon_up')
  tell('back')
  const failed = await runDowns(session, request)
  if (failed.length > 0) return { ...nothing, moves, issues: failed }
  const low = await readCatalog(session, clone.schema)
  const lost = lossIssues(await compareWithImages(session, imagesOf(before, changedTables(start, low)), { now: low, excuses: null }), 'down')
  // Cheaper than going up a second time.
  await session.query('rollback to savepoint tenon_up')
  const touched = new Set([...changedTables(start, high), ...changedTables(high, low)])
  const rest = (await walkWithWrites(session, request, { start, touched })) ?? (await walkAnew(session, request, start))
  return { ...rest, moves: [...moves, ...rest.moves], issues: [...lost, ...rest.issues] }
}

/** Rows written meanwhile led the moves to tables of which there is no image. */
async function walkAnew(session: SqlSession, request: WalkRequest, start: readonly CatalogTable[]): Promise<Walked> {
  await session.query('rollback to savepoint tenon_up')
  return (await walkWithWrites(session, request, { start, touched: null })) ?? nothing
}

interface Known {
  /** The tables before the first move. */
  readonly start: readonly CatalogTable[]
  /** Those that the moves are known to touch; null: images are taken of all. */
  readonly touched: ReadonlySet<string> | null
}

/** @returns null when the moves touched a table that they were not known to touch */
async function walkWithWrites(session: SqlSession, request: WalkRequest, { start, touched }: Known): Promise<Walked | null> {
  const { clone, tell } = request
  tell('down')
  const random = randomFrom(request.seed)
  const asNew = await writeAs(session, request, random)
  const { issues: told, columns: computed } = await computeAnew(session, request, start)
  const high = await readCatalog(session, clone.schema)
  const images = await takeImages(session, clone, { schema: `${clone.schema}_new`, tables: high.filter(({ relation }) => touched?.has(relation) ?? true) })
  const down = await attemptMove(session, request, 'down')
  if (down.seen === null) return { ...nothing, issues: [...told, ...down.issues], written: asNew }
  const low = await readCatalog(session, clone.schema)
  await session.query('savepoint tenon_low')
  const alone = await goUpAlone(session, request, { images, low })
  const reached = [...changedTables(high, low), ...alone.reached]
  await session.query('rollback to savepoint tenon_low')
  // What is lost without a write in between is lost after writes too.
  const after = alone.issues.length > 0 ? alone : await goUpAfterWrites(session, request, { images, low, random, computed })
  if (touched !== null && [...reached, ...after.reached].some((relation) => !touched.has(relation))) return null
  const again = after.seen ?? alone.seen
  return {
    moves: again === null ? [down.seen] : [down.seen, again],
    issues: [...told, ...after.issues],
    written: asNew + after.written, superseded: after.superseded,
  }
}

interface Low {
  readonly images: RowImages
  /** The tables after the roll back. */
  readonly low: readonly CatalogTable[]
}

interface Written extends Low {
  readonly random: Random
  readonly computed: ReadonlySet<string>
}

interface Again extends Omit<Walked, 'moves'> {
  readonly seen: RehearsedMove | null
  /** The tables that it touched. */
  readonly reached: ReadonlySet<string>
}

const nowhere: ReadonlySet<string> = new Set()

/** What the new version had written returns to the last value: nobody wrote since. */
async function goUpAlone(session: SqlSession, request: WalkRequest, { images, low }: Low): Promise<Again> {
  request.tell('up again')
  const { seen, issues } = await attemptMove(session, request, 'up again')
  if (seen === null) return { ...nothing, seen, issues, reached: nowhere }
  const now = await readCatalog(session, request.clone.schema)
  return { ...nothing, seen, issues: lossIssues(await compareWithImages(session, images, { now, excuses: null }), 'up again'), reached: changedTables(low, now) }
}

/** What the new version had written returns, or is in the stash because of what the old version wrote. */
async function goUpAfterWrites(session: SqlSession, request: WalkRequest, { images, low, random, computed }: Written): Promise<Again> {
  const { clone, tell } = request
  tell('up after writes')
  const schema = `${clone.schema}_new`
  const since = await markMoment(session, schema)
  const asOld = await writeRows(session, { clone, writes: request.writes, random, from: 'both ends' })
  const written = await readCatalog(session, clone.schema)
  const touched = await keepTouched(session, written, { schema, since })
  const { seen, issues, preserved: { superseded } } = await attemptMove(session, request, 'up again')
  // A rule that the new version brings and the old one does not know may well forbid rows written at random: that is no finding.
  if (seen === null) return { ...nothing, seen, issues: issues.filter(({ code }) => code === 'MIGRATION_FAILS'), reached: nowhere }
  const now = await readCatalog(session, clone.schema)
  const lost = await compareWithImages(session, images, { now, excuses: { touched, older: low, computed } })
  return { seen, issues: lossIssues(lost, 'up after writes'), reached: changedTables(written, now), written: asOld, superseded }
}

function writeAs(session: SqlSession, { clone, writes }: WalkRequest, random: Random): Promise<number> {
  return writeRows(session, { clone, writes, random })
}

/** Statistics, as the tenant's own tables have them. */
export async function analyzeClone(session: SqlSession, { schema }: MigrationTarget): Promise<void> {
  const tables = await readCatalog(session, schema)
  if (tables.length > 0) await session.query(`analyze ${tables.map(({ name }) => quoteIdentifier(name)).join(', ')}`)
}
