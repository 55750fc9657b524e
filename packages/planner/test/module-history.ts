import type { CatalogVersion, LedgerEntry, LockEntry, LockRevision, Manifest, MigrationPhase, MigrationSource } from '@tenon/model'
import { allPermissions } from '../src/grants.ts'
import { settingsSchemaDigest } from '../src/settings-schema-digest.ts'

/** A module version with the first migrations of a history. */
export function moduleVersion(module: string, version: string, phases: readonly MigrationPhase[]): CatalogVersion {
  const packageName = `@test/${module}`
  const migrations = migrationsOf(phases).map(({ name, dataVersion, phase, checksum }) => ({ name, dataVersion, phase, checksum }))
  const manifest: Manifest = {
    manifestVersion: 1, name: module, packageName, version, title: module, description: '', hostRange: '*',
    provides: [], requires: [], permissions: [], events: [], routes: [], settings: {}, migrations,
  }
  return { module, packageName, version, integrity: `sha512-${module}-${version}`, status: 'available', manifest }
}

/** A version with some of its manifest replaced. */
export function withManifest(version: CatalogVersion, parts: Partial<Manifest>): CatalogVersion {
  return { ...version, manifest: { ...version.manifest, ...parts } }
}

/** The SQL of a history of phases. */
export function migrationsOf(phases: readonly MigrationPhase[]): readonly MigrationSource[] {
  return phases.map((phase, index) => {
    const name = `${String(index + 1).padStart(4, '0')}_${phase}_step`
    const down = phase === 'irreversible' || phase === 'contract' ? null : `-- down ${name}`
    return { name, dataVersion: index + 1, phase, run: 'transaction', checksum: `sum-${name}`, up: `-- up ${name}`, down, restore: null, upFile: `prisma/migrations/${name}/migration.sql`, downFile: null }
  })
}

/** What the ledger holds once these migrations ran. */
export function ledgerOf(migrations: readonly MigrationSource[]): readonly LedgerEntry[] {
  return migrations.map(({ name, dataVersion, phase, checksum, down }) => ({ name, dataVersion, phase, checksum, down, prepared: false, appliedAt: '2026-01-01T00:00:00.000Z' }))
}

/** A lock entry of a version at a data version. */
export function entryOf({ module, packageName, version, integrity, manifest }: CatalogVersion, parts: Partial<LockEntry> = {}): LockEntry {
  return { module, packageName, version, integrity, dataVersion: 0, finalized: false, settingsRevision: 0, settingsSchema: settingsSchemaDigest(manifest), grants: allPermissions(manifest), ...parts }
}

/** A lock revision with these entries. */
export function revisionOf(revision: number, entries: readonly LockEntry[]): LockRevision {
  return { tenantId: 'acme', revision, entries, change: 'upgrade', planId: null, operationId: null, actor: 'test', reason: 'test', createdAt: '2026-01-01T00:00:00.000Z' }
}
