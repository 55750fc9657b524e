import type { LedgerEntry, MigrationSource } from '@tenon/model'
import { migratorErrors } from './migrator-errors.ts'

/** The data version in force: the highest entry that is not merely prepared, 0 when there is none. */
export function dataVersionOf(ledger: readonly (Pick<LedgerEntry, 'dataVersion'> & Partial<Pick<LedgerEntry, 'prepared'>>)[]): number {
  return ledger.reduce((highest, { dataVersion, prepared = false }) => (prepared ? highest : Math.max(highest, dataVersion)), 0)
}

/**
 * What an upgrade has to run: every migration up to `toDataVersion` that is not applied, contract steps left for finalize.
 * @throws MIGRATION_UNKNOWN, MIGRATION_CHECKSUM_MISMATCH, MIGRATION_OUT_OF_ORDER
 */
export function pendingUp(ledger: readonly LedgerEntry[], migrations: readonly MigrationSource[], toDataVersion: number): readonly MigrationSource[] {
  verifyApplied(ledger, migrations)
  const pending = missingFrom(ledger, migrations, toDataVersion).filter(({ phase }) => phase !== 'contract')
  // A contract step may be applied while a later upgrade is not; everything else keeps its order.
  const latest = ledger.findLast(({ phase }) => phase !== 'contract')
  const late = pending.find(({ dataVersion }) => latest !== undefined && dataVersion < latest.dataVersion)
  if (late && latest) throw migratorErrors.MIGRATION_OUT_OF_ORDER({ migration: late.name, after: latest.name })
  return pending
}

/**
 * What a finalize has to run: the contract steps up to `toDataVersion` that are not applied.
 * @throws MIGRATION_UNKNOWN, MIGRATION_CHECKSUM_MISMATCH, MIGRATION_OUT_OF_ORDER when an earlier step has not run
 */
export function pendingContract(ledger: readonly LedgerEntry[], migrations: readonly MigrationSource[], toDataVersion: number): readonly MigrationSource[] {
  verifyApplied(ledger, migrations)
  const missing = missingFrom(ledger, migrations, toDataVersion)
  const contract = missing.filter(({ phase }) => phase === 'contract')
  const last = contract.at(-1)
  const skipped = missing.find(({ phase, dataVersion }) => phase !== 'contract' && last !== undefined && dataVersion < last.dataVersion)
  if (skipped && last) throw migratorErrors.MIGRATION_OUT_OF_ORDER({ migration: skipped.name, after: last.name })
  return contract
}

/**
 * What a roll back has to undo, newest first.
 * @throws MIGRATION_IRREVERSIBLE when one of them has no way back
 */
export function pendingDown<Entry extends LedgerEntry & { readonly finalized: boolean }>(ledger: readonly Entry[], toDataVersion: number): readonly (Entry & { readonly down: string })[] {
  return ledger.filter(({ dataVersion }) => dataVersion > toDataVersion).toReversed().map((entry) => {
    if (entry.finalized) throw migratorErrors.MIGRATION_IRREVERSIBLE({ migration: entry.name, reason: 'finalized' })
    if (entry.down === null) throw migratorErrors.MIGRATION_IRREVERSIBLE({ migration: entry.name, reason: 'irreversible' })
    return { ...entry, down: entry.down }
  })
}

/** Whether these migrations explain a ledger. @throws MIGRATION_UNKNOWN, MIGRATION_CHECKSUM_MISMATCH */
export function verifyApplied(ledger: readonly LedgerEntry[], migrations: readonly MigrationSource[]): void {
  const offered = new Map(migrations.map((migration) => [migration.dataVersion, migration]))
  for (const entry of ledger) {
    const migration = offered.get(entry.dataVersion)
    if (migration === undefined || migration.name !== entry.name) throw migratorErrors.MIGRATION_UNKNOWN({ migration: entry.name })
    if (migration.checksum !== entry.checksum) {
      throw migratorErrors.MIGRATION_CHECKSUM_MISMATCH({ migration: entry.name, applied: entry.checksum, offered: migration.checksum })
    }
  }
}

function missingFrom(ledger: readonly LedgerEntry[], migrations: readonly MigrationSource[], toDataVersion: number): readonly MigrationSource[] {
  const applied = new Set(ledger.map(({ dataVersion }) => dataVersion))
  return migrations.filter(({ dataVersion }) => dataVersion <= toDataVersion && !applied.has(dataVersion)).toSorted((a, b) => a.dataVersion - b.dataVersion)
}
