import { requiredDataVersion } from '@tenon/model'
import type { LedgerEntry, LockEntry, MigrationSource, PlannedMigration, PlannedStatement, PlanStep } from '@tenon/model'
import { grantsAfter } from './grants.ts'
import { lockProof } from './lock-proof.ts'
import type { ModuleFacts } from './module-facts.ts'
import { settingsSchemaDigest } from './settings-schema-digest.ts'

/** A step that runs SQL. */
export type SqlStep = Extract<PlanStep, { readonly sql: string }>

/** What each text of SQL does, by the text. */
export type DescribedSql = ReadonlyMap<string, readonly PlannedStatement[]>

const undescribed: DescribedSql = new Map()

/** The SQL steps of one module that are part of the move, in the order in which they run. */
export function migrationSteps(facts: ModuleFacts, described = undescribed): readonly SqlStep[] {
  const planned = plannedBy(facts, described)
  switch (facts.kind) {
    case 'install':
    case 'upgrade':
      return pendingUps(facts).slice(preparedAhead(facts).length).map((migration) => ({ kind: 'migrate-up', ...planned(migration, migration.up) }))
    case 'roll-back':
      return pendingDowns(facts).map((entry) => ({ kind: 'migrate-down', ...planned(entry, entry.down ?? '') }))
    case 'finalize':
      return pendingContracts(facts).map((migration) => ({ kind: 'contract', ...planned(migration, migration.up) }))
    default:
      return facts satisfies never
  }
}

/** The SQL steps of one module that run ahead of the move, while the version in force goes on serving. */
export function prepareSteps(facts: ModuleFacts, described = undescribed): readonly SqlStep[] {
  if (facts.kind !== 'install' && facts.kind !== 'upgrade') return []
  const planned = plannedBy(facts, described)
  return preparedAhead(facts).map((migration) => ({
    kind: 'prepare', ...planned(migration, migration.up), run: migration.run, done: facts.ledger.some(({ name }) => name === migration.name),
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

/** The contract migrations that wait for finalize, with their SQL; of a roll back none, whose version has been there before. */
export function atFinalizeOf(facts: ModuleFacts, described = undescribed): readonly PlannedMigration[] {
  if (facts.kind !== 'install' && facts.kind !== 'upgrade') return []
  const planned = plannedBy(facts, described)
  return ascending(facts.migrations).filter((migration) => migration.phase === 'contract' && !isApplied(facts, migration)).map((migration) => planned(migration, migration.up))
}

/** SQL of what the data has been through already, in order. */
export function appliedUps(facts: Exclude<ModuleFacts, { kind: 'roll-back' }>): readonly string[] {
  return ascending(facts.migrations).filter((migration) => isApplied(facts, migration)).map(({ up }) => up)
}

/** The lock entry that a move leads to. */
export function entryAfter(facts: ModuleFacts): LockEntry {
  if (facts.kind === 'roll-back') return facts.back
  const { module, packageName, version, integrity } = facts.to
  const settingsRevision = facts.kind === 'install' ? 0 : facts.from.settingsRevision
  const consent = { settingsSchema: settingsSchemaDigest(facts.to.manifest), grants: grantsAfter(facts) }
  return { module, packageName, version, integrity, dataVersion: dataVersionAfter(facts), finalized: facts.kind === 'finalize', settingsRevision, ...consent, ...proofAfter(facts) }
}

/** A version that stays keeps the proof it came with. */
function proofAfter(facts: Exclude<ModuleFacts, { kind: 'roll-back' }>): Pick<LockEntry, 'proof'> {
  const proof = facts.kind === 'finalize' ? facts.from.proof : lockProof(facts.to)
  return proof === undefined ? {} : { proof }
}

function dataVersionAfter(facts: Exclude<ModuleFacts, { kind: 'roll-back' }>): number {
  const applied = facts.ledger.filter(({ prepared }) => !prepared).map(({ dataVersion }) => dataVersion)
  const contracts = facts.kind === 'finalize' ? pendingContracts(facts).map(({ dataVersion }) => dataVersion) : []
  return Math.max(requiredDataVersion(facts.to.manifest), ...applied, ...contracts)
}

function isApplied(facts: ModuleFacts, migration: MigrationSource): boolean {
  return facts.ledger.some(({ name, prepared }) => name === migration.name && !prepared)
}

function plannedBy({ module }: ModuleFacts, described: DescribedSql) {
  return ({ name, dataVersion, phase }: Pick<MigrationSource, 'name' | 'dataVersion' | 'phase'>, sql: string): PlannedMigration =>
    ({ module, migration: name, dataVersion, phase, sql, statements: described.get(sql) ?? [] })
}

function ascending<Item extends { readonly dataVersion: number }>(items: readonly Item[]): readonly Item[] {
  return items.toSorted((a, b) => a.dataVersion - b.dataVersion)
}
