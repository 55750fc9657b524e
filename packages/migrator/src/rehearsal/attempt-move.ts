import { isTenonError, nothingPreserved } from '@tenon/model'
import type { MigrationResult, MigrationTarget, PreservedData, RehearsalIssue, RehearsedMove, SqlSession } from '@tenon/model'
import type { MigrationFailure } from '../migrator-errors.ts'
import { moveDown } from '../move-down.ts'
import { moveUp } from '../move-up.ts'
import { runMigrationSql } from '../run-migration-sql.ts'
import { splitStatements } from '../split-statements.ts'
import { findOffenders } from './find-offenders.ts'
import { observeMove } from './observe-moves.ts'
import type { ObservedMove } from './observe-moves.ts'
import { failureIssue, issueOf, rowCodeOf } from './rehearsal-issues.ts'
import type { WalkRequest } from './walk.ts'

type Direction = RehearsedMove['direction']

/** How a move on the clone went. */
export interface Attempt {
  /** Null: it failed, and the clone is as before. */
  readonly seen: RehearsedMove | null
  readonly preserved: PreservedData
  /** Why it failed; empty when it went through. */
  readonly issues: readonly RehearsalIssue[]
}

/** Moves the clone with the migrator itself, and watches. A failure is a finding: the rows to blame where they can be found. */
export async function attemptMove(session: SqlSession, request: WalkRequest, direction: Direction): Promise<Attempt> {
  let failed: string | null = null
  await session.query('savepoint tenon_attempt')
  try {
    const known = await knownNames(session, request.clone)
    const migrations = request.pending.map((each) => request.migrations.find(({ name }) => name === each.name) ?? each)
    const { seen, result } = await observeMove(session, { direction, migrations, known, onFailure: (statement) => { failed ??= statement } }, (observed) => moveTo(observed, request, direction))
    await session.query('release savepoint tenon_attempt')
    return { seen, preserved: result.preserved, issues: [] }
  } catch (error) {
    await session.query('rollback to savepoint tenon_attempt; release savepoint tenon_attempt')
    return { seen: null, preserved: nothingPreserved, issues: [await issueOfFailure(session, request, { direction, statement: failed, error })] }
  }
}

/** Runs the downs and nothing else: what the older version would see. @returns why they failed; empty when they went through */
export async function runDowns(session: SqlSession, request: WalkRequest): Promise<readonly RehearsalIssue[]> {
  await session.query('savepoint tenon_attempt')
  try {
    for (const { name, down } of request.pending.toReversed()) {
      await runMigrationSql(session, { migration: name, file: `prisma/migrations/${name}/down.sql`, text: down ?? '' })
      await session.query('set constraints all immediate')
    }
    await session.query('release savepoint tenon_attempt')
    return []
  } catch (error) {
    await session.query('rollback to savepoint tenon_attempt; release savepoint tenon_attempt')
    return [await issueOfFailure(session, request, { direction: 'down', statement: null, error })]
  }
}

function moveTo({ session, onProgress }: ObservedMove, { clone, migrations, fromDataVersion, toDataVersion }: WalkRequest, direction: Direction): Promise<MigrationResult> {
  return direction === 'down'
    ? moveDown({ session, target: clone, options: { toDataVersion: fromDataVersion, onProgress } })
    : moveUp({ session, target: clone, options: { toDataVersion, onProgress } }, migrations)
}

interface Failure {
  readonly direction: Direction
  readonly statement: string | null
  readonly error: unknown
}

/** Rows to blame when they can be found, else what the server said. Anything that is not a migration's fault is thrown on. */
async function issueOfFailure(session: SqlSession, request: WalkRequest, { direction, statement, error }: Failure): Promise<RehearsalIssue> {
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
