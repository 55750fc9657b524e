import { createHash } from 'node:crypto'
import type { MigrationTarget, RestoredSnapshot, SqlSession } from '@tenon/model'
import { migratorErrors } from '../migrator-errors.ts'
import { quoteIdentifier, quoteLiteral } from '../quote-identifier.ts'
import { tablesOfSnapshot } from './read-snapshots.ts'

/** Largest name that PostgreSQL keeps. */
const longestName = 63

/** Rows fetched at a time while a snapshot is read. */
const rowsAtOnce = 1_000

/**
 * Writes a snapshot out as tables in a schema of its own, beside the live data and never over it: for a person to
 * read and to repair from. Drop that schema when done.
 * @throws SNAPSHOT_UNKNOWN, SNAPSHOT_RESTORED when its schema is there already
 */
export async function restoreSnapshot(session: SqlSession, target: MigrationTarget, number: number): Promise<RestoredSnapshot> {
  const tables = await tablesOfSnapshot(session, target, number)
  const schema = restoredName(target.schema, number)
  const { rows } = await session.query('select from pg_namespace where nspname = $1', [schema])
  if (rows.length > 0) throw migratorErrors.SNAPSHOT_RESTORED({ schema, snapshot: number })
  await session.query(`create schema ${quoteIdentifier(schema)}`)
  for (const { table, copy } of tables) {
    await session.query(`create table ${quoteIdentifier(schema)}.${quoteIdentifier(table)} as table ${quoteIdentifier(target.schema)}.${quoteIdentifier(copy)}`)
  }
  return { schema, tables: tables.map(({ table, rows: count }) => ({ table, rows: count })) }
}

/**
 * A snapshot as lines of JSON, `{"table": ..., "row": {...}}`, a thousand rows in memory at a time. The session must
 * be inside a transaction until the last line is read.
 * @throws SNAPSHOT_UNKNOWN
 */
export async function* readSnapshot(session: SqlSession, target: MigrationTarget, number: number): AsyncGenerator<string, void, undefined> {
  for (const { table, copy } of await tablesOfSnapshot(session, target, number)) {
    await session.query(`declare tenon_snapshot_rows no scroll cursor for
      select json_build_object('table', ${quoteLiteral(table)}, 'row', to_json(t))::text as line from ${quoteIdentifier(target.schema)}.${quoteIdentifier(copy)} t`)
    for (let count = rowsAtOnce; count === rowsAtOnce;) {
      const { rows } = await session.query<{ line: string }>(`fetch ${rowsAtOnce} from tenon_snapshot_rows`)
      for (const { line } of rows) yield line
      count = rows.length
    }
    await session.query('close tenon_snapshot_rows')
  }
}

/** A schema's name may be too long to take a suffix; its digest then tells it from others that begin alike. */
function restoredName(schema: string, number: number): string {
  const suffix = `__snapshot_${number}`
  if (schema.length + suffix.length <= longestName) return `${schema}${suffix}`
  const digest = createHash('sha256').update(schema).digest('hex').slice(0, 8)
  return `${schema.slice(0, longestName - suffix.length - digest.length - 1)}_${digest}${suffix}`
}
