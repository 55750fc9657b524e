import { isTenonError } from '@tenon/model'
import type { MigrationSource, MigrationTarget, RehearsalIssue, RehearsedMove, SqlSession } from '@tenon/model'
import type { MigrationFailure } from '../migrator-errors.ts'
import { moveDown } from '../move-down.ts'
import { moveUp } from '../move-up.ts'
import { quoteIdentifier } from '../quote-identifier.ts'
import { splitStatements } from '../split-statements.ts'
import { readCatalog } from '../stash/read-catalog.ts'
import { findOffenders } from './find-offenders.ts'
import { observeMove } from './observe-moves.ts'
import type { ObservedMove } from './observe-moves.ts'
import { randomFrom } from './random-values.ts'
import { failureIssue, issueOf, lossIssues, rowCodeOf } from './rehearsal-issues.ts'
import { compareWithImages, keepTouched, markMoment, takeImages } from './row-images.ts'
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
 * as it was, but for rows that were written since. The first move that fails ends the walk.
 */
export async function walk(session: SqlSession, request: WalkRequest): Promise<Walked> {
  const { clone, pending, seed, writes } = request
  const random = randomFrom(seed)
  const moves: RehearsedMove[] = []
  const before = await takeImages(session, clone, { schema: `${clone.schema}_old`, tables: await readCatalog(session, clone.schema) })
  const go = async (direction: Direction) => {
    const { seen, issues } = await attempt(session, request, direction)
    if (seen) moves.push(seen)
    return issues
  }
  const failed = await go('up')
  if (failed.length > 0) return { moves, issues: failed, written: 0 }
  if (request.fromDataVersion === 0 || pending.length === 0 || pending.some(({ down }) => down === null)) return { moves, issues: [], written: await writeRows(session, { clone, writes, random }) }
  await session.query('savepoint tenon_up')
  const back = await go('down')
  if (back.length > 0) return { moves, issues: back, written: 0 }
  const lost = lossIssues(await compareWithImages(session, before, { now: await readCatalog(session, clone.schema), touched: nothingTouched }), 'down')
  // Cheaper than going up a second time.
  await session.query('rollback to savepoint tenon_up; release savepoint tenon_up')
  const { issues, written, again } = await walkWithWrites(session, request, random)
  return { moves: again ? [...moves, again] : moves, issues: [...lost, ...issues], written }
}

async function walkWithWrites(session: SqlSession, request: WalkRequest, random: () => number): Promise<Omit<Walked, 'moves'> & { readonly again: RehearsedMove | null }> {
  const { clone, writes } = request
  const asNew = await writeRows(session, { clone, writes, random })
  const images = await takeImages(session, clone, { schema: `${clone.schema}_new`, tables: await readCatalog(session, clone.schema) })
  const { issues: back } = await attempt(session, request, 'down')
  if (back.length > 0) return { issues: back, written: asNew, again: null }
  await session.query('savepoint tenon_old_writes')
  const since = await markMoment(session, images.schema)
  const asOld = await writeRows(session, { clone, writes, random })
  const touched = await keepTouched(session, await readCatalog(session, clone.schema), { schema: images.schema, since })
  const { seen, issues: again } = await attempt(session, request, 'up again')
  if (again.every(({ code }) => code === 'MIGRATION_FAILS') && again.length > 0) return { issues: again, written: asNew + asOld, again: null }
  const compare = async (excused: TouchedRows) => lossIssues(await compareWithImages(session, images, { now: await readCatalog(session, clone.schema), touched: excused }), 'up again')
  if (again.length === 0) return { issues: await compare(touched), written: asNew + asOld, again: seen }
  // A rule that the new version brings and the old one does not know may well forbid rows written at random: go without them.
  await session.query('rollback to savepoint tenon_old_writes')
  const { seen: without, issues: alone } = await attempt(session, request, 'up again')
  return { issues: alone.length > 0 ? alone : await compare(nothingTouched), written: asNew, again: without }
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
    const { seen } = await observeMove(session, { direction, migrations: request.migrations, known, onFailure: (statement) => { failed ??= statement } }, (observed) => moveTo(observed, request, direction))
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
