import type { LedgerEntry, MigrationSource, MigrationTarget, SqlSession } from '@tenon/model'
import { quoteIdentifier, quoteLiteral } from './quote-identifier.ts'
import { ledgerDigest, markStatement } from './schema-mark.ts'
import { dataVersionOf } from './verify-migrations.ts'

/** A ledger row with what only the migrator needs to know. */
export interface LedgerRow extends LedgerEntry {
  /** True once a finalize closed the way back below it. */
  readonly finalized: boolean
  /** The SQL that was run; null when it does not run inside a move. */
  readonly up: string | null
}

/** Creates the schema and the migrator's own tables in it, when missing. */
export async function createLedger(session: SqlSession, { schema }: MigrationTarget): Promise<void> {
  if (await holdsLedger(session, schema)) return
  await session.query(`create schema if not exists ${quoteIdentifier(schema)}`)
  for (const statement of ledgerStatements(schema)) await session.query(statement)
}

/** The statements that create the migrator's own tables. */
export function ledgerStatements(schema: string): readonly string[] {
  const inSchema = quoteIdentifier(schema)
  return [`
    create table ${inSchema}.tenon_ledger (
      data_version int primary key,
      name text not null,
      phase text not null,
      checksum text not null,
      -- Kept here, so that the way back never depends on the artifact being at hand.
      down text,
      -- What the way back has to know of the way there; null when that does not run inside a move.
      up text,
      finalized boolean not null default false,
      -- Run ahead of the move it belongs to: the version in force does not count on it yet.
      prepared boolean not null default false,
      applied_at timestamptz not null default now()
    )`, `
    create table ${inSchema}.tenon_stash (
      id bigint generated always as identity primary key,
      -- The migration whose down set it aside; it is put back right after that migration.
      data_version int not null,
      -- image: a row before its down ran, only inside a move. columns: some values of a row. row: a whole row.
      -- gone: a row that the ups make and that was not there. counter: a sequence and how far it had counted.
      kind text not null check (kind in ('image', 'columns', 'row', 'gone', 'counter')),
      -- As it is called right after that migration.
      table_name text not null,
      -- Meaningful inside the move that wrote it.
      relation oid not null,
      -- Values, as text, of the columns that tell the row from others; null when the table has no key.
      key jsonb,
      -- Those columns as they are called right after that migration.
      key_columns text[],
      -- Their numbers, meaningful inside the move that wrote it.
      key_numbers int[],
      -- A row that others may equal in those columns: its place among them. Null where the key tells it from all others.
      place int,
      -- Values by column, as text: the form in which every type survives unchanged.
      data jsonb not null,
      -- What the data was rolled back to, and the row as that version saw it.
      basis_version int,
      basis_table text,
      basis_key text[],
      basis text,
      -- Up to which migration the ups were run on the data rolled back to, and the rows that they made under the key, by migration, if any.
      made_at int,
      made text,
      -- Whether the basis was found unchanged by the move in progress.
      stands boolean,
      superseded boolean not null default false
    )`]
}

/** Every applied migration, oldest first; none when the schema does not exist. */
export async function readLedger(session: SqlSession, { schema }: MigrationTarget): Promise<readonly LedgerRow[]> {
  if (!(await holdsLedger(session, schema))) return []
  const { rows } = await session.query<LedgerRow>(`
    select name, data_version as "dataVersion", phase, checksum, down, up, finalized, prepared,
      to_char(applied_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "appliedAt"
    from ${quoteIdentifier(schema)}.tenon_ledger order by data_version`)
  return rows
}

/** Records a migration as applied. The session's search path leads to the target's schema. */
export async function recordApplied(session: SqlSession, migration: MigrationSource): Promise<void> {
  await session.query(appliedStatement([migration]))
}

/** The statement that records migrations as applied. */
export function appliedStatement(migrations: readonly MigrationSource[]): string {
  const rows = migrations.map(({ dataVersion, name, phase, checksum, down, up, run }) =>
    `(${dataVersion}, ${[name, phase, checksum].map(quoteLiteral).join(', ')}, ${orNull(down)}, ${orNull(run === 'transaction' && down !== null ? up : null)})`)
  return `insert into tenon_ledger (data_version, name, phase, checksum, down, up) values ${rows.join(', ')}`
}

function orNull(text: string | null): string {
  return text === null ? 'null' : quoteLiteral(text)
}

/** Records a migration that ran ahead of its move. */
export async function recordPrepared(session: SqlSession, { dataVersion, name, phase, checksum, down }: Pick<MigrationSource, 'dataVersion' | 'name' | 'phase' | 'checksum' | 'down'>): Promise<void> {
  await session.query('insert into tenon_ledger (data_version, name, phase, checksum, down, prepared) values ($1, $2, $3, $4, $5, true)', [dataVersion, name, phase, checksum, down])
}

/** From here on the version in force counts on a migration that was prepared. */
export async function recordSettled(session: SqlSession, dataVersion: number): Promise<void> {
  await session.query('update tenon_ledger set prepared = false, applied_at = now() where data_version = $1', [dataVersion])
}

/** Forgets a migration that was undone. */
export async function recordUndone(session: SqlSession, dataVersion: number): Promise<void> {
  await session.query(undoneStatement([dataVersion]))
}

/** The statement that forgets migrations that were undone. */
export function undoneStatement(dataVersions: readonly number[]): string {
  return `delete from tenon_ledger where data_version in (${dataVersions.join(', ')})`
}

/** Closes the way back below everything applied so far and drops what was kept for it. */
export async function recordFinalized(session: SqlSession): Promise<void> {
  await session.query('update tenon_ledger set finalized = true where not finalized and not prepared')
  await session.query('delete from tenon_stash')
}

/** Writes into the schema's comment what ledger and stash now hold: the last act of every move. */
export async function renewMark(session: SqlSession, target: MigrationTarget): Promise<void> {
  const ledger = await readLedger(session, target)
  const { rows } = await session.query<{ kept: boolean }>('select exists (select from tenon_stash) as kept')
  await session.query(markStatement(target, { dataVersion: dataVersionOf(ledger), ledger: ledgerDigest(ledger), kept: rows[0]?.kept ?? true }))
}

/**
 * Asks the catalog's tables, not `to_regclass`: that answers from a cache which a wait for an advisory
 * lock does not renew, and would miss the schema that the holder of the lock has just created.
 */
async function holdsLedger(session: SqlSession, schema: string): Promise<boolean> {
  const { rows } = await session.query<{ found: boolean }>(`
    select exists (select from pg_class where relname = 'tenon_ledger' and relnamespace = (select oid from pg_namespace where nspname = $1)) as found`, [schema])
  return rows[0]?.found ?? false
}
