import type { CatalogVersion } from './catalog.ts'
import type { EvidencePolicy, EvidenceRule, VersionEvidence, VersionProof } from './evidence.ts'
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
  /** How much proof its versions need when no rule speaks of their package. Absent: `warn` for a version that has a proof, else `off`. */
  readonly evidence?: EvidencePolicy
  /** Signatures and attestations of a version, unverified; null when it has none. Absent: the source keeps none. */
  proof?(version: SourceVersion): Promise<VersionProof | null>
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
  /** ISO 8601 instant, when the source tells it. */
  readonly publishedAt?: string
  /** Whether the source has a signature or an attestation of it. Absent: no. */
  readonly hasProof?: boolean
}

/** A version whose manifest is kept: it need not be opened again while its integrity and its rule stay the same. */
export interface KnownVersion {
  readonly packageName: string
  readonly version: string
  readonly integrity: string
  /** The rule its evidence was checked under; null when nothing was asked for. */
  readonly rule: EvidenceRule | null
}

/** A known version as a source lists it now. */
export type ListedVersion = Omit<SourceVersion, 'location' | 'hasProof'>

/** A version that may be chosen anew: verified, unpacked, and with the evidence its rule asks for. */
export interface AdmittedArtifact extends StoredArtifact {
  /** Null when no rule asks for any. */
  readonly evidence: VersionEvidence | null
}

/** The content-addressed store of unpacked versions. */
export interface ArtifactStore {
  /** Reads the sources' lists. Versions that are not known are fetched, verified and read; a known one costs no more than its line in the list. A version that fails verification is left out and reported in `refused`. */
  readCatalog(known?: readonly KnownVersion[]): Promise<CatalogReading>
  /** The verified, unpacked version. Fetches it when it is not in the store. Rejects with `ARTIFACT_INTEGRITY_MISMATCH` when a byte differs from `integrity`. */
  open(version: Pick<CatalogVersion, 'packageName' | 'version' | 'integrity'>): Promise<StoredArtifact>
  /** As `open`, for a version that is to be chosen anew: its origin is verified too. Rejects with `ARTIFACT_UNSIGNED`, `ARTIFACT_SIGNATURE_INVALID`, `ARTIFACT_PROVENANCE_MISSING`, `ARTIFACT_PROVENANCE_INVALID` or `ARTIFACT_PROVENANCE_UNEXPECTED` when its rule requires more than it has. */
  admit(version: Pick<CatalogVersion, 'packageName' | 'version' | 'integrity'>): Promise<AdmittedArtifact>
  /** The packages that this host supplies to modules, with the versions of its own copies. Rejects with `HOST_PEER_UNREADABLE`. */
  suppliedPeers(): Promise<Readonly<Record<string, string>>>
}

/** What a look at the sources gave. */
export interface CatalogReading {
  /** Those that were opened and read. */
  readonly versions: readonly CatalogVersion[]
  /** Those that were known already; nothing of them was opened. */
  readonly known: readonly ListedVersion[]
  readonly refused: readonly RefusedVersion[]
}

/** A version left out of the catalog, and why. */
export interface RefusedVersion {
  readonly packageName: string
  readonly version: string
  readonly code: string
  readonly reason: string
}
