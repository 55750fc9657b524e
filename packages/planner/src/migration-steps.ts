import { requiredDataVersion } from '@tenon/model'
import type { LedgerEntry, LockEntry, MigrationSource, PlanStep } from '@tenon/model'
import { grantsAfter } from './grants.ts'
import type { ModuleFacts } from './module-facts.ts'
import { settingsSchemaDigest } from './settings-schema-digest.ts'

/** The SQL steps of one module that are part of the move, in the order in which they run. */
export function migrationSteps(facts: ModuleFacts): readonly PlanStep[] {
  switch (facts.kind) {
    case 'install':
    case 'upgrade':
      return pendingUps(facts).slice(preparedAhead(facts).length).map((migration) => ({ kind: 'migrate-up', module: facts.module, ...sqlOf(migration, migration.up) }))
    case 'roll-back':
      return pendingDowns(facts).map((entry) => ({ kind: 'migrate-down', module: facts.module, ...sqlOf(entry, entry.down ?? '') }))
    case 'finalize':
      return pendingContracts(facts).map((migration) => ({ kind: 'contract', module: facts.module, ...sqlOf(migration, migration.up) }))
    default:
      return facts satisfies never
  }
}

/** The SQL steps of one module that run ahead of the move, while the version in force goes on serving. */
export function prepareSteps(facts: ModuleFacts): readonly PlanStep[] {
  if (facts.kind !== 'install' && facts.kind !== 'upgrade') return []
  return preparedAhead(facts).map((migration) => ({
    kind: 'prepare', module: facts.module, ...sqlOf(migration, migration.up), run: migration.run, done: facts.ledger.some(({ name }) => name === migration.name),
  }))
}

/** Everything pending up to and including the last migration that cannot run inside the move. */
function preparedAhead(facts: Extract<ModuleFacts, { kind: 'install' | 'upgrade' }>): readonly MigrationSource[] {
  const pending = pendingUps(facts)
  return pending.slice(0, pending.findLastIndex(({ run }) => run !== 'transaction') + 1)
}

/** Migrations that bring data up to what the code of `to` needs: not in the ledger, not a contract, ascending. */
export function pendingUps(facts: Extract<ModuleFacts, { kind: 'install' | 'upgrade' }>): readonly MigrationSource[] {
  return ascending(facts.migrations).filter((migration) => migration.phase !== 'contract' && !isApplied(facts, migration))
}

/** Ledger entries above the data version of the entry that comes back, newest first. */
export function pendingDowns(facts: Extract<ModuleFacts, { kind: 'roll-back' }>): readonly LedgerEntry[] {
  return ascending(facts.ledger).filter((entry) => entry.dataVersion > facts.back.dataVersion).toReversed()
}

/** Contract migrations of the version in force that have not run, ascending. */
export function pendingContracts(facts: Extract<ModuleFacts, { kind: 'finalize' }>): readonly MigrationSource[] {
  return ascending(facts.migrations).filter((migration) => migration.phase === 'contract' && !isApplied(facts, migration))
}

/** Names of contract migrations that wait for finalize once this module has moved. */
export function contractsLeft(facts: ModuleFacts): readonly string[] {
  if (facts.kind === 'finalize') return []
  const kept = new Set(facts.ledger.map(({ name }) => name))
  return facts.to.manifest.migrations.filter(({ phase, name }) => phase === 'contract' && !kept.has(name)).map(({ name }) => name)
}

/** The lock entry that a move leads to. */
export function entryAfter(facts: ModuleFacts): LockEntry {
  if (facts.kind === 'roll-back') return facts.back
  const { module, packageName, version, integrity } = facts.to
  const settingsRevision = facts.kind === 'install' ? 0 : facts.from.settingsRevision
  const consent = { settingsSchema: settingsSchemaDigest(facts.to.manifest), grants: grantsAfter(facts) }
  return { module, packageName, version, integrity, dataVersion: dataVersionAfter(facts), finalized: facts.kind === 'finalize', settingsRevision, ...consent }
}

function dataVersionAfter(facts: Exclude<ModuleFacts, { kind: 'roll-back' }>): number {
  const applied = facts.ledger.filter(({ prepared }) => !prepared).map(({ dataVersion }) => dataVersion)
  const contracts = facts.kind === 'finalize' ? pendingContracts(facts).map(({ dataVersion }) => dataVersion) : []
  return Math.max(requiredDataVersion(facts.to.manifest), ...applied, ...contracts)
}

function isApplied(facts: ModuleFacts, migration: MigrationSource): boolean {
  return facts.ledger.some(({ name, prepared }) => name === migration.name && !prepared)
}

function sqlOf({ name, dataVersion, phase }: Pick<MigrationSource, 'name' | 'dataVersion' | 'phase'>, sql: string) {
  return { migration: name, dataVersion, phase, sql }
}

function ascending<Item extends { readonly dataVersion: number }>(items: readonly Item[]): readonly Item[] {
  return items.toSorted((a, b) => a.dataVersion - b.dataVersion)
}
