import type { MigrationSource, MigrationTarget, SqlSession } from '@tenon/model'
import { quoteIdentifier } from '../quote-identifier.ts'

/** How far one statement that runs ahead of a move has come. */
export interface StepRow {
  readonly dataVersion: number
  readonly migration: string
  readonly checksum: string
  /** Position in the migration's file, from 1. */
  readonly statement: number
  readonly state: 'running' | 'done'
  /** Rows touched so far, over all attempts. */
  readonly rows: number
  /** Kept here, so that taking a preparation back never depends on the artifact being at hand. */
  readonly source: Pick<MigrationSource, 'phase' | 'run' | 'up' | 'down'>
}

/** Names one statement of one migration. */
export interface StepKey {
  readonly migration: MigrationSource
  readonly statement: number
}

/** Creates the journal in the tenant's schema when it is missing: only tenants that ever prepared have one. */
export async function createStepJournal(session: SqlSession, { schema }: MigrationTarget): Promise<void> {
  if (await holdsSteps(session, schema)) return
  await session.query(`
    create table ${quoteIdentifier(schema)}.tenon_step (
      data_version int not null,
      migration text not null,
      checksum text not null,
      -- From 1; a migration that runs in batches has one.
      statement int not null,
      -- Phase, way to run, SQL up and down.
      source jsonb not null default '{}',
      state text not null check (state in ('running', 'done')),
      rows bigint not null default 0,
      started_at timestamptz not null default now(),
      -- When it last got further: tells a slow step from one that nobody runs any more.
      heartbeat_at timestamptz not null default now(),
      -- Statement 0 alone: tables and columns as they were at that data version, before anything later was prepared.
      shape jsonb,
      primary key (data_version, statement)
    )`)
}

/** Every step, oldest migration first; none when nothing was ever prepared here. */
export async function readSteps(session: SqlSession, { schema }: MigrationTarget): Promise<readonly StepRow[]> {
  if (!(await holdsSteps(session, schema))) return []
  const { rows } = await session.query<StepRow>(`
    select data_version as "dataVersion", migration, checksum, statement, state, rows::float8 as rows, source
    from ${quoteIdentifier(schema)}.tenon_step where statement > 0 order by data_version, statement`)
  return rows
}

/** Notes that a statement is about to run; one that was interrupted keeps its count. The session's search path leads to the schema. */
export async function startStep(session: SqlSession, { migration, statement }: StepKey): Promise<void> {
  await session.query(`
    insert into tenon_step (data_version, migration, checksum, statement, source, state) values ($1, $2, $3, $4, $5, 'running')
    on conflict (data_version, statement) do update set heartbeat_at = now()`,
  [migration.dataVersion, migration.name, migration.checksum, statement, JSON.stringify({ phase: migration.phase, run: migration.run, up: migration.up, down: migration.down })])
}

/** Notes rows touched by one more batch. */
export async function advanceStep(session: SqlSession, { migration, statement }: StepKey, rows: number): Promise<void> {
  await session.query('update tenon_step set rows = rows + $3, heartbeat_at = now() where data_version = $1 and statement = $2', [migration.dataVersion, statement, rows])
}

/** Notes that a statement took effect: in the transaction of the statement itself where it can have one. */
export async function finishStep(session: SqlSession, { migration, statement }: StepKey): Promise<void> {
  await session.query(`update tenon_step set state = 'done', heartbeat_at = now() where data_version = $1 and statement = $2`, [migration.dataVersion, statement])
}

/** Forgets all steps: what they did belongs to a move now, or was taken back. */
export async function forgetSteps(session: SqlSession, { schema }: MigrationTarget): Promise<void> {
  if (await holdsSteps(session, schema)) await session.query(`delete from ${quoteIdentifier(schema)}.tenon_step`)
}

async function holdsSteps(session: SqlSession, schema: string): Promise<boolean> {
  const { rows } = await session.query<{ found: boolean }>(`
    select exists (select from pg_class where relname = 'tenon_step' and relnamespace = (select oid from pg_namespace where nspname = $1)) as found`, [schema])
  return rows[0]?.found ?? false
}
