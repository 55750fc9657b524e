import type { CatalogVersion, LedgerEntry, LockEntry, Manifest, MigrationSource } from '@tenon/model'

interface CommonFacts {
  readonly module: string
  /** The version in force after the plan. */
  readonly to: CatalogVersion
  /** What the tenant's ledger of this module holds, in any order; empty before the first install. */
  readonly ledger: readonly LedgerEntry[]
  /** Why this version was chosen, in words. */
  readonly why: string
}

/** Install: nothing is there yet, or data was left behind by an earlier life of the module. */
export interface InstallFacts extends CommonFacts {
  readonly kind: 'install'
  /** SQL of `to`, from its verified artifact. */
  readonly migrations: readonly MigrationSource[]
}

/** Upgrade to a higher version. */
export interface UpgradeFacts extends CommonFacts {
  readonly kind: 'upgrade'
  readonly from: LockEntry
  readonly fromManifest: Manifest
  readonly migrations: readonly MigrationSource[]
}

/** Roll back to an entry that was in force before. The SQL comes from the ledger. */
export interface RollBackFacts extends CommonFacts {
  readonly kind: 'roll-back'
  readonly from: LockEntry
  readonly fromManifest: Manifest
  /** The entry as it stood when its successor replaced it. */
  readonly back: LockEntry
}

/** Run the contract migrations of the version in force. */
export interface FinalizeFacts extends CommonFacts {
  readonly kind: 'finalize'
  readonly from: LockEntry
  readonly migrations: readonly MigrationSource[]
}

/** Everything a plan must know of one module that moves. */
export type ModuleFacts = InstallFacts | UpgradeFacts | RollBackFacts | FinalizeFacts

/** What a module leaves: its lock entry and manifest, or null when it is installed. */
export function leftBehind(facts: ModuleFacts): { readonly entry: LockEntry; readonly manifest: Manifest } | null {
  switch (facts.kind) {
    case 'install':
      return null
    case 'finalize':
      return { entry: facts.from, manifest: facts.to.manifest }
    default:
      return { entry: facts.from, manifest: facts.fromManifest }
  }
}
