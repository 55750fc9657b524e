import type { MigrationTarget, Snapshot, SqlSession } from '@tenon/model'
import { migratorErrors } from '../migrator-errors.ts'
import { quoteIdentifier } from '../quote-identifier.ts'

/** One table of a snapshot. */
export interface SnapshotTable {
  /** As it was called; `tenon_stash` for what roll backs had set aside. */
  readonly table: string
  /** The relation in the tenant's schema that holds its rows. */
  readonly copy: string
  readonly rows: number
}

interface SnapshotRow extends Omit<Snapshot, 'tables'> {
  readonly tables: readonly SnapshotTable[]
}

/** Snapshots of one target, newest first. */
export async function readSnapshots(session: SqlSession, target: MigrationTarget): Promise<readonly Snapshot[]> {
  const rows = await selectSnapshots(session, target)
  return rows.map(({ tables, ...snapshot }) => ({ ...snapshot, tables: tables.map(({ table, rows: count }) => ({ table, rows: count })) }))
}

/** The tables of one snapshot. @throws SNAPSHOT_UNKNOWN */
export async function tablesOfSnapshot(session: SqlSession, target: MigrationTarget, number: number): Promise<readonly SnapshotTable[]> {
  const snapshot = (await selectSnapshots(session, target)).find((each) => each.number === number)
  if (snapshot === undefined) throw migratorErrors.SNAPSHOT_UNKNOWN({ tenantId: target.tenantId, module: target.module, snapshot: number })
  return snapshot.tables
}

/** Drops the snapshots whose time is over at an instant. @returns their numbers */
export async function purgeSnapshots(session: SqlSession, target: MigrationTarget, before: string | null): Promise<readonly number[]> {
  const schema = quoteIdentifier(target.schema)
  const over = (await selectSnapshots(session, target, before)).filter(({ isOver }) => isOver)
  for (const { number, tables } of over) {
    for (const { copy } of tables) await session.query(`drop table ${schema}.${quoteIdentifier(copy)}`)
    await session.query(`delete from ${schema}.tenon_snapshot where number = $1`, [number])
  }
  return over.map(({ number }) => number)
}

async function selectSnapshots(session: SqlSession, { schema }: MigrationTarget, at: string | null = null): Promise<readonly (SnapshotRow & { readonly isOver: boolean })[]> {
  const { rows: found } = await session.query(`select from pg_class where relname = 'tenon_snapshot' and relnamespace = (select oid from pg_namespace where nspname = $1)`, [schema])
  if (found.length === 0) return []
  const { rows } = await session.query<SnapshotRow & { isOver: boolean }>(`
    select number, data_version as "dataVersion", migrations, tables,
      (select coalesce(sum((each ->> 'rows')::float8), 0) from jsonb_array_elements(tables) as each) as rows,
      (select coalesce(sum(pg_total_relation_size(format('%I.%I', $1::text, each ->> 'copy')::regclass)), 0)::float8 from jsonb_array_elements(tables) as each) as "sizeBytes",
      to_char(taken_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "takenAt",
      to_char(keep_until at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "keepUntil",
      keep_until <= coalesce($2::timestamptz, now()) as "isOver"
    from ${quoteIdentifier(schema)}.tenon_snapshot order by number desc`, [schema, at])
  return rows.map(({ isOver, ...row }) => ({ ...row, isOver }))
}
