import type { CatalogVersion } from './catalog.ts'
import type { Manifest, MigrationRun } from './manifest.ts'

/** SQL of one migration, read from a verified artifact. */
export interface MigrationSource {
  readonly name: string
  readonly dataVersion: number
  readonly phase: Manifest['migrations'][number]['phase']
  readonly checksum: string
  readonly run: MigrationRun
  readonly up: string
  /** Null when the migration is declared `irreversible`. */
  readonly down: string | null
  /** SQL of the author that puts kept data back where the catalog cannot see how (a split, a merge); runs right after `up`. Null: the catalog decides. */
  readonly restore: string | null
  /** Path inside the artifact, for messages: `prisma/migrations/0003_add_lot/migration.sql`. */
  readonly upFile: string
  readonly downFile: string | null
}

/** A version unpacked in the store, its bytes verified. Nothing of it has been run. */
export interface StoredArtifact {
  readonly module: string
  readonly packageName: string
  readonly version: string
  readonly integrity: string
  /** Absolute directory of the unpacked package. */
  readonly directory: string
  readonly manifest: Manifest
  /** OpenAPI 3.1 document of the module, paths relative to its mount point. */
  readonly openapi: Readonly<Record<string, unknown>>
  readonly migrations: readonly MigrationSource[]
}

/** Where versions are published: an npm registry or a directory of tarballs. */
export interface ArtifactSource {
  /** For messages and history: `npm registry`, `directory releases`. */
  readonly description: string
  /** Every version the source offers of the named packages; all packages it has when `packages` is omitted and the source can list them. */
  list(packages?: readonly string[]): Promise<readonly SourceVersion[]>
  /** The tarball's bytes. The caller verifies them. */
  fetch(version: SourceVersion): Promise<Uint8Array>
}

/** One version as a source announces it, before its bytes are seen. */
export interface SourceVersion {
  readonly packageName: string
  readonly version: string
  /** The integrity the source claims; the bytes must match it. */
  readonly integrity: string
  /** The source's own words when the version is deprecated, else null. */
  readonly deprecated: string | null
  /** Opaque to everyone but the source that made it: a file name or an address. */
  readonly location: string
}

/** The content-addressed store of unpacked versions. */
export interface ArtifactStore {
  /** Reads the source's list and returns the catalog entries of all modules in it, fetching what is needed to read each manifest. A version that fails verification is left out and reported in `refused`. */
  readCatalog(): Promise<CatalogReading>
  /** The verified, unpacked version. Fetches it when it is not in the store. Rejects with `ARTIFACT_INTEGRITY_MISMATCH` when a byte differs from `integrity`. */
  open(version: Pick<CatalogVersion, 'packageName' | 'version' | 'integrity'>): Promise<StoredArtifact>
}

/** What a look at the sources gave. */
export interface CatalogReading {
  readonly versions: readonly CatalogVersion[]
  readonly refused: readonly RefusedVersion[]
}

/** A version left out of the catalog, and why. */
export interface RefusedVersion {
  readonly packageName: string
  readonly version: string
  readonly code: string
  readonly reason: string
}
