import { isTenonError } from '@tenon/model'
import type { MigrationSource, MigrationTarget, RehearsalIssue, RehearsedMove, SqlSession } from '@tenon/model'
import type { MigrationFailure } from '../migrator-errors.ts'
import { moveDown } from '../move-down.ts'
import { moveUp } from '../move-up.ts'
import { quoteIdentifier } from '../quote-identifier.ts'
import { splitStatements } from '../split-statements.ts'
import { readCatalog } from '../stash/read-catalog.ts'
import type { CatalogTable } from '../stash/read-catalog.ts'
import { changedTables } from './changed-tables.ts'
import { findOffenders } from './find-offenders.ts'
import { observeMove } from './observe-moves.ts'
import type { ObservedMove } from './observe-moves.ts'
import { randomFrom } from './random-values.ts'
import type { Random } from './random-values.ts'
import { failureIssue, issueOf, lossIssues, rowCodeOf } from './rehearsal-issues.ts'
import { compareWithImages, imagesOf, keepTouched, liveImages, markMoment, takeImages } from './row-images.ts'
import type { TouchedRows } from './row-images.ts'
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
}

/** What the walk saw. */
export interface Walked {
  readonly moves: readonly RehearsedMove[]
  readonly issues: readonly RehearsalIssue[]
  readonly written: number
}

type Direction = RehearsedMove['direction']
const nothingTouched = null

/**
 * Up and back without a write in between: every row and value of the old version must be as it was. Then up,
 * writes as the new version, back, writes as the old one, up again: every row and value of the new version must be
 * as it was, but for rows that were written since. The first move that fails ends the walk. Rows of tables that
 * no move touched are what they were: they are not compared.
 */
export async function walk(session: SqlSession, request: WalkRequest): Promise<Walked> {
  const { clone, pending, source } = request
  const moves: RehearsedMove[] = []
  const start = await readCatalog(session, clone.schema)
  const before = source === null ? await takeImages(session, clone, { schema: `${clone.schema}_old`, tables: start }) : liveImages(source, start)
  const go = async (direction: Direction) => {
    const { seen, issues } = await attempt(session, request, direction)
    if (seen) moves.push(seen)
    return issues
  }
  const failed = await go('up')
  if (failed.length > 0) return { moves, issues: failed, written: 0 }
  if (request.fromDataVersion === 0 || pending.length === 0 || pending.some(({ down }) => down === null)) return { moves, issues: [], written: await writeAs(session, request, randomFrom(request.seed)) }
  const high = await readCatalog(session, clone.schema)
  await session.query('savepoint tenon_up')
  const back = await go('down')
  if (back.length > 0) return { moves, issues: back, written: 0 }
  const low = await readCatalog(session, clone.schema)
  const lost = lossIssues(await compareWithImages(session, imagesOf(before, changedTables(start, low)), { now: low, touched: nothingTouched }), 'down')
  // Cheaper than going up a second time.
  await session.query('rollback to savepoint tenon_up')
  const touched = new Set([...changedTables(start, high), ...changedTables(high, low)])
  const { issues, written, again } = await walkWithWrites(session, request, touched)
  return { moves: again ? [...moves, again] : moves, issues: [...lost, ...issues], written }
}

type WalkedWithWrites = Omit<Walked, 'moves'> & { readonly again: RehearsedMove | null }

/** @param touched - tables that the moves are known to touch; when rows written meanwhile lead them to others, it begins anew with images of all */
async function walkWithWrites(session: SqlSession, request: WalkRequest, touched: ReadonlySet<string> | null): Promise<WalkedWithWrites> {
  const { clone } = request
  const random = randomFrom(request.seed)
  const asNew = await writeAs(session, request, random)
  const high = await readCatalog(session, clone.schema)
  const images = await takeImages(session, clone, { schema: `${clone.schema}_new`, tables: high.filter(({ relation }) => touched?.has(relation) ?? true) })
  const { issues: back } = await attempt(session, request, 'down')
  if (back.length > 0) return { issues: back, written: asNew, again: null }
  const low = await readCatalog(session, clone.schema)
  await session.query('savepoint tenon_old_writes')
  const since = await markMoment(session, `${clone.schema}_new`)
  const asOld = await writeAs(session, request, random)
  const written = await readCatalog(session, clone.schema)
  const excused = await keepTouched(session, written, { schema: `${clone.schema}_new`, since })
  const { seen, issues: again } = await attempt(session, request, 'up again')
  if (again.every(({ code }) => code === 'MIGRATION_FAILS') && again.length > 0) return { issues: again, written: asNew + asOld, again: null }
  const end = await readCatalog(session, clone.schema)
  const reached = [...changedTables(high, low), ...changedTables(written, end)]
  if (touched !== null && reached.some((relation) => !touched.has(relation))) {
    await session.query('rollback to savepoint tenon_up')
    return walkWithWrites(session, request, null)
  }
  const compare = async (now: readonly CatalogTable[], except: TouchedRows) => lossIssues(await compareWithImages(session, images, { now, touched: except }), 'up again')
  if (again.length === 0) return { issues: await compare(end, excused), written: asNew + asOld, again: seen }
  // A rule that the new version brings and the old one does not know may well forbid rows written at random: go without them.
  await session.query('rollback to savepoint tenon_old_writes')
  const { seen: without, issues: alone } = await attempt(session, request, 'up again')
  return { issues: alone.length > 0 ? alone : await compare(await readCatalog(session, clone.schema), nothingTouched), written: asNew, again: without }
}

function writeAs(session: SqlSession, { clone, writes }: WalkRequest, random: Random): Promise<number> {
  return writeRows(session, { clone, writes, random })
}

interface Attempt {
  readonly seen: RehearsedMove | null
  /** Why it failed; empty when it went through. */
  readonly issues: readonly RehearsalIssue[]
}

async function attempt(session: SqlSession, request: WalkRequest, direction: Direction): Promise<Attempt> {
  let failed: string | null = null
  await session.query('savepoint tenon_attempt')
  try {
    const known = await knownNames(session, request.clone)
    const { seen } = await observeMove(session, { direction, migrations: request.pending.map((each) => request.migrations.find(({ name }) => name === each.name) ?? each), known, onFailure: (statement) => { failed ??= statement } }, (observed) => moveTo(observed, request, direction))
    await session.query('release savepoint tenon_attempt')
    return { seen, issues: [] }
  } catch (error) {
    await session.query('rollback to savepoint tenon_attempt; release savepoint tenon_attempt')
    return { seen: null, issues: [await issueOfFailure(session, request, { direction, statement: failed, error })] }
  }
}

function moveTo({ session, onProgress }: ObservedMove, { clone, migrations, fromDataVersion, toDataVersion }: WalkRequest, direction: Direction): Promise<unknown> {
  return direction === 'down'
    ? moveDown({ session, target: clone, options: { toDataVersion: fromDataVersion, onProgress } })
    : moveUp({ session, target: clone, options: { toDataVersion, onProgress } }, migrations)
}

/** Rows to blame when they can be found, else what the server said. Anything that is not a migration's fault is thrown on. */
async function issueOfFailure(session: SqlSession, request: WalkRequest, { direction, statement, error }: { readonly direction: Direction; readonly statement: string | null; readonly error: unknown }): Promise<RehearsalIssue> {
  if (!isTenonError(error)) throw error
  if (error.code !== 'MIGRATION_FAILED') return { code: 'MIGRATION_FAILS', severity: 'problem', migration: null, title: error.problem.title, next: error.problem.next, keys: [] }
  const failure = error.problem.details as unknown as MigrationFailure
  const code = rowCodeOf(failure.sqlState)
  if (code === null || direction === 'down' || statement === null) return failureIssue(failure)
  const offenders = await offendersOf(session, request, { migration: failure.migration, statement })
  return offenders === null ? failureIssue(failure) : issueOf({ code, migration: failure.migration, ...offenders })
}

/** Goes to right before the statement that failed, the same way as the move did, and asks it for its rows. */
async function offendersOf(session: SqlSession, { clone, migrations, pending }: WalkRequest, failing: { readonly migration: string; readonly statement: string }) {
  const place = pending.findIndex(({ name }) => name === failing.migration)
  const statements = await splitStatements(migrations.find(({ name }) => name === failing.migration)?.up ?? '')
  if ('offset' in statements) return null
  await session.query('savepoint tenon_diagnosis')
  const earlier = pending[place - 1]
  if (earlier) await moveUp({ session, target: clone, options: { toDataVersion: earlier.dataVersion } }, migrations)
  for (const { sql } of statements.slice(0, statements.findIndex(({ sql }) => sql === failing.statement))) await session.query(sql)
  const found = await findOffenders(session, failing.statement)
  await session.query('rollback to savepoint tenon_diagnosis; release savepoint tenon_diagnosis')
  return found
}

/** Tables that others know, and by the names of their indexes too. */
async function knownNames(session: SqlSession, { schema }: MigrationTarget): Promise<ReadonlyMap<string, string>> {
  const { rows } = await session.query<{ name: string; table: string }>(`
    with tables as (select c.oid, relname from pg_depend d join pg_class c on c.oid = d.objid and d.classid = 'pg_class'::regclass and d.refclassid = 'pg_namespace'::regclass
      where d.refobjid = (select oid from pg_namespace where nspname = $1) and relkind in ('r', 'p', 'm', 'v') and relname not like 'tenon\\_%')
    select relname as name, relname as table from tables
    union all select i.relname, tables.relname from tables join pg_index on indrelid = tables.oid join pg_class i on i.oid = indexrelid`, [schema])
  return new Map(rows.map(({ name, table }) => [name, table]))
}

/** Statistics, as the tenant's own tables have them. */
export async function analyzeClone(session: SqlSession, { schema }: MigrationTarget): Promise<void> {
  const tables = await readCatalog(session, schema)
  if (tables.length > 0) await session.query(`analyze ${tables.map(({ name }) => quoteIdentifier(name)).join(', ')}`)
}
