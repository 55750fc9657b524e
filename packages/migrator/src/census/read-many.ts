import type { LedgerEntry, MigrationTarget, SqlSession } from '@tenon/model'
import { readLedger } from '../ledger.ts'
import { readMarks } from '../schema-mark.ts'

/**
 * The ledgers of many schemas, by schema: one query for their marks, and one ledger for each kind of mark.
 * A schema without a mark is read itself; a missing one has no entries.
 */
export async function readLedgers(session: SqlSession, targets: readonly MigrationTarget[]): Promise<ReadonlyMap<string, readonly LedgerEntry[]>> {
  const marks = await readMarks(session, targets.map(({ schema }) => schema))
  const byMark = new Map<string, readonly LedgerEntry[]>()
  const ledgers = new Map<string, readonly LedgerEntry[]>()
  for (const target of targets) {
    const mark = marks.get(target.schema)
    const key = mark ? `${target.module} ${mark.dataVersion} ${mark.ledger}` : target.schema
    const ledger = mark === undefined ? [] : byMark.get(key) ?? await entriesOf(session, target)
    byMark.set(key, ledger)
    ledgers.set(target.schema, ledger)
  }
  return ledgers
}

async function entriesOf(session: SqlSession, target: MigrationTarget): Promise<readonly LedgerEntry[]> {
  return (await readLedger(session, target)).map(({ name, dataVersion, phase, checksum, appliedAt, down, prepared }) => ({ name, dataVersion, phase, checksum, appliedAt, down, prepared }))
}

/**
 * About how many rows each table holds, by schema and table. `reltuples` is what the last vacuum or analyze saw, -1 before
 * the first one; the live tuples count from the start and may be lost with a crash: the larger of the two is nearer. The
 * size of the file would tell more, but asking for it waits for the lock of a move in progress.
 */
export async function countRows(session: SqlSession, targets: readonly MigrationTarget[]): Promise<ReadonlyMap<string, ReadonlyMap<string, number>>> {
  const { rows } = await session.query<{ schema: string; name: string; rows: number }>(`
    select nspname as schema, relname as name, greatest(reltuples, pg_stat_get_live_tuples(pg_class.oid), 0)::float8 as rows
    from pg_class join pg_namespace on pg_namespace.oid = relnamespace
    where nspname = any($1::text[]) and relkind in ('r', 'p', 'm') and relname not like 'tenon\\_%'`,
  [targets.map(({ schema }) => schema)])
  const counts = new Map<string, Map<string, number>>()
  for (const { schema, name, rows: count } of rows) counts.set(schema, (counts.get(schema) ?? new Map<string, number>()).set(name, count))
  return counts
}
