import type { LedgerEntry, MigrationResult, MigrationSource, MigrationTarget, ModuleMigrator, MoveOptions, SqlSession } from '@tenon/model'
import { defineErrors, nothingPreserved } from '@tenon/model'

const errors = defineErrors({
  MIGRATION_FAILED: {
    category: 'internal',
    title: (d: { file: string; line: number; sqlState: string; message: string }) => `${d.file}:${d.line} failed: ${d.message} (${d.sqlState}).`,
    next: () => 'Correct it.',
  },
})

/** The door of the migrator with plain SQL behind it: no stash, no guards. For tests of what stands around it. */
export const plainMigrator: ModuleMigrator = {
  readLedger,
  async up(session, target, migrations, options) {
    await prepare(session, target)
    const applied = new Set((await readLedger(session, target)).map(({ name }) => name))
    const pending = migrations.filter(({ name, phase, dataVersion }) => phase !== 'contract' && !applied.has(name) && dataVersion <= options.toDataVersion)
    return run(session, target, { pending, options })
  },
  async down(session, target, options) {
    await prepare(session, target)
    const entries = (await readLedger(session, target)).filter(({ dataVersion }) => dataVersion > options.toDataVersion).toReversed()
    for (const entry of entries) {
      await runSql(session, entry.down ?? '', entry.name)
      await session.query('delete from tenon_ledger where name = $1', [entry.name])
      options.onProgress?.({ migration: entry.name, status: 'succeeded', durationMs: 1, notes: [] })
    }
    return resultOf(session, target, entries.map(({ name }) => name))
  },
  async finalize(session, target, migrations, options) {
    await prepare(session, target)
    const applied = new Set((await readLedger(session, target)).map(({ name }) => name))
    return run(session, target, { pending: migrations.filter(({ name, phase }) => phase === 'contract' && !applied.has(name)), options })
  },
  async purge(session, { schema }) {
    await session.query(`drop schema if exists "${schema}" cascade`)
  },
}

async function prepare(session: SqlSession, { schema }: MigrationTarget): Promise<void> {
  await session.query(`create schema if not exists "${schema}"`)
  await session.query(`set local search_path = "${schema}"`)
  await session.query('create table if not exists tenon_ledger (name text primary key, data_version int, phase text, checksum text, down text)')
}

async function readLedger(session: SqlSession, { schema }: MigrationTarget): Promise<readonly LedgerEntry[]> {
  const { rowCount } = await session.query('select 1 from pg_tables where schemaname = $1 and tablename = $2', [schema, 'tenon_ledger'])
  if (rowCount === 0) return []
  const { rows } = await session.query<LedgerEntry>(`select name, data_version as "dataVersion", phase, checksum, down, '' as "appliedAt" from "${schema}".tenon_ledger order by data_version`)
  return rows
}

async function run(session: SqlSession, target: MigrationTarget, { pending, options }: { readonly pending: readonly MigrationSource[]; readonly options: MoveOptions }): Promise<MigrationResult> {
  for (const migration of pending) {
    options.onProgress?.({ migration: migration.name, status: 'running', durationMs: null, notes: [] })
    await runSql(session, migration.up, migration.upFile)
    await session.query('insert into tenon_ledger values ($1, $2, $3, $4, $5)', [migration.name, migration.dataVersion, migration.phase, migration.checksum, migration.down])
    options.onProgress?.({ migration: migration.name, status: 'succeeded', durationMs: 1, notes: [] })
  }
  return resultOf(session, target, pending.map(({ name }) => name))
}

async function runSql(session: SqlSession, sql: string, file: string): Promise<void> {
  await session.query(sql).catch((error: Error & { code?: string; position?: string }) => {
    const line = sql.slice(0, Number(error.position ?? 0)).split('\n').length
    throw errors.MIGRATION_FAILED({ file, line, sqlState: error.code ?? '', message: error.message }, { cause: error })
  })
}

async function resultOf(session: SqlSession, target: MigrationTarget, applied: readonly string[]): Promise<MigrationResult> {
  const ledger = await readLedger(session, target)
  return { dataVersion: Math.max(0, ...ledger.map(({ dataVersion }) => dataVersion)), applied, preserved: nothingPreserved }
}
