import { defineErrors } from '@tenon/model'

/** Where a migration failed and what the server said. */
export interface MigrationFailure {
  readonly migration: string
  /** Path inside the module's package. */
  readonly file: string
  /** From 1. */
  readonly line: number
  readonly sqlState: string
  readonly message: string
}

/** Which migration closes the way back, and what is left of what it removed. */
export interface IrreversibleDetails {
  readonly migration: string
  readonly reason: 'finalized' | 'irreversible'
  /** Present when a finalize removed something that is still kept. */
  readonly snapshot?: { readonly number: number; readonly rows: number; readonly sizeBytes: number; readonly keepUntil: string }
}

/** Every way a move can be refused or fail. After any of them nothing of the move remains once the caller rolls back. */
export const migratorErrors = defineErrors({
  MIGRATION_FAILED: {
    category: 'precondition',
    title: (d: MigrationFailure) => `Migration ${d.migration} failed at ${d.file}:${d.line}: ${d.message} (SQLSTATE ${d.sqlState}).`,
    next: () => 'Nothing was changed. Correct the data or publish a corrected version, then plan again.',
  },
  MIGRATION_STATEMENT_REFUSED: {
    category: 'invalid-input',
    title: (d: { migration: string; file: string; line: number; statement: string }) => `Migration ${d.migration} has a ${d.statement} at ${d.file}:${d.line}; a move is one transaction and ends itself.`,
    next: () => 'Remove the statement from the migration.',
  },
  MIGRATION_CHECKSUM_MISMATCH: {
    category: 'precondition',
    title: (d: { migration: string; applied: string; offered: string }) => `Migration ${d.migration} was applied with other SQL than this version brings (${d.applied.slice(0, 12)} against ${d.offered.slice(0, 12)}).`,
    next: () => 'A published migration never changes: restore its files and publish the change as a new migration.',
  },
  MIGRATION_UNKNOWN: {
    category: 'precondition',
    title: (d: { migration: string }) => `The data holds migration ${d.migration}, which this version does not know.`,
    next: () => 'Roll back to this version instead of moving up to it.',
  },
  MIGRATION_OUT_OF_ORDER: {
    category: 'precondition',
    title: (d: { migration: string; after: string }) => `Migration ${d.migration} would have to run before ${d.after}, which is already applied.`,
    next: () => 'Number new migrations after those already published.',
  },
  MIGRATION_IRREVERSIBLE: {
    category: 'precondition',
    title: (d: IrreversibleDetails) =>
      d.reason === 'finalized' ? `Migration ${d.migration} was finalized: the way back is closed.` : `Migration ${d.migration} has no way back.`,
    next: (d) => (d.snapshot === undefined
      ? 'Go forward with a corrected version, or restore a backup from before the upgrade.'
      : `Go forward with a corrected version. Snapshot ${d.snapshot.number} keeps ${d.snapshot.rows.toLocaleString('en')} rows (${Math.ceil(d.snapshot.sizeBytes / 1024).toLocaleString('en')} kB) of what was removed until ${d.snapshot.keepUntil.slice(0, 10)}: write it out beside the live data with restoreSnapshot and repair from there.`),
  },
  MIGRATION_LOCK_TIMEOUT: {
    category: 'conflict',
    title: (d: { tenantId: string; module: string; attempts: number }) => `The data of ${d.module} for ${d.tenantId} stayed locked by others through ${d.attempts} attempts.`,
    next: () => 'Look for long transactions on this tenant, or try again when it is quieter.',
  },
  MIGRATION_RUN_REFUSED: {
    category: 'invalid-input',
    title: (d: { migration: string; file: string; line: number; reason: string }) => `Migration ${d.migration} cannot run as it says at ${d.file}:${d.line}: ${d.reason}.`,
    next: () => 'Nothing was run. Publish a corrected version.',
  },
  MIGRATION_NOT_PREPARED: {
    category: 'precondition',
    title: (d: { tenantId: string; module: string; migrations: readonly string[] }) => `The data of ${d.module} for ${d.tenantId} is not prepared: ${d.migrations.join(', ')} cannot run inside a move.`,
    next: () => 'Prepare it first; `tenon upgrade` and `tenon apply` do so by themselves.',
  },
  MIGRATION_PREPARED: {
    category: 'precondition',
    title: (d: { tenantId: string; module: string; migration: string }) => `The data of ${d.module} for ${d.tenantId} is prepared up to ${d.migration}, for another move than this.`,
    next: () => 'Make the move it is prepared for, or abandon the preparation.',
  },
  PREPARATION_BUSY: {
    category: 'conflict',
    title: (d: { tenantId: string; module: string }) => `The data of ${d.module} for ${d.tenantId} is being prepared or moved by somebody else.`,
    next: () => 'Wait until that has ended. After a crash the server frees it within a second, or when the statement that was running ends.',
  },
  PREPARATION_STOPPED: {
    category: 'conflict',
    title: (d: { tenantId: string; module: string; migration: string }) => `The preparation of ${d.module} for ${d.tenantId} was stopped at ${d.migration}, as asked.`,
    next: () => 'Prepare again to go on from there, or abandon the preparation.',
  },
  SNAPSHOT_UNKNOWN: {
    category: 'not-found',
    title: (d: { tenantId: string; module: string; snapshot: number }) => `There is no snapshot ${d.snapshot} of ${d.module} for ${d.tenantId}.`,
    next: (d) => `List them with \`tenon snapshots ${d.tenantId}\`; past their time they are dropped.`,
  },
  SNAPSHOT_RESTORED: {
    category: 'conflict',
    title: (d: { schema: string; snapshot: number }) => `Snapshot ${d.snapshot} is written out already, in schema ${d.schema}.`,
    next: (d) => `Read it there, or drop it first: drop schema ${d.schema} cascade.`,
  },
  MIGRATION_TABLE_UNGUARDED: {
    category: 'invalid-input',
    title: (d: { tables: readonly string[] }) => `These tables have no column tenant_id: ${d.tables.join(', ')}.`,
    next: () => `Add: tenant_id text not null default nullif(current_setting('tenon.tenant_id', true), '').`,
  },
  ADOPTED_HISTORY_DIFFERS: {
    category: 'precondition',
    title: (d: { missing: readonly string[]; ahead: readonly string[]; changed: readonly string[] }) =>
      `The application's database and the tenant do not stand at the same migrations. Only there: ${listed(d.missing)}. Only here: ${listed(d.ahead)}. Applied there with other SQL: ${listed(d.changed)}.`,
    next: () => 'Deploy the application so that both stand at the same migration, install the version of the module that ends with it, and restore files that were edited after they were applied.',
  },
  MIGRATION_RELATION_UNGUARDABLE: {
    category: 'invalid-input',
    title: (d: { relations: readonly string[] }) => `Row level security cannot guard these materialized views: ${d.relations.join(', ')}.`,
    next: () => 'Make each a plain view, or a table that a trigger or the module itself fills.',
  },
  MIGRATION_POLICY_REFUSED: {
    category: 'invalid-input',
    title: (d: { policies: readonly string[] }) => `These policies could open a table to other tenants: ${d.policies.join(', ')}.`,
    next: () => 'Remove them: every table gets its guard by itself.',
  },
})

function listed(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.join(', ')
}
