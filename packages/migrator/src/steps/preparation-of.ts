import type { LedgerEntry, MigrationSource } from '@tenon/model'
import { pendingUp } from '../verify-migrations.ts'

/**
 * What must run ahead of a move: everything pending up to and including the last migration that cannot run
 * inside it. Empty when a move needs no preparation. Pure.
 * @throws MIGRATION_UNKNOWN, MIGRATION_CHECKSUM_MISMATCH, MIGRATION_OUT_OF_ORDER
 */
export function preparationOf(ledger: readonly LedgerEntry[], migrations: readonly MigrationSource[], toDataVersion: number): readonly MigrationSource[] {
  const pending = pendingUp(ledger, migrations, toDataVersion)
  return pending.slice(0, pending.findLastIndex(({ run }) => run !== 'transaction') + 1)
}
