/** Phases of a migration, in the order of an expand and contract change. */
export type MigrationPhase = 'expand' | 'backfill' | 'contract' | 'irreversible'

/**
 * How a migration runs. `transaction`: inside the one transaction of the move. `outside`: ahead of it, one
 * statement at a time and outside any transaction, as `create index concurrently` demands. `batches`: ahead
 * of it, its one statement again and again, a transaction each, until it touches no row; and once more inside
 * the move for what was written meanwhile.
 */
export type MigrationRun = 'transaction' | 'outside' | 'batches'

/**
 * Where a module's data may live. `own`: only in a schema that belongs to one tenant, because its tables
 * have no `tenant_id`; the guard then compares the session's tenant with the schema's.
 */
export type Placement = 'own'

/** One migration as the manifest lists it. The SQL itself stays in the artifact. */
export interface MigrationEntry {
  /** Folder name, such as `0003_add_reservation`, or `20240131120000_add_reservation` in an adopted project. */
  readonly name: string
  /** Position in the module's history, from 1. */
  readonly dataVersion: number
  readonly phase: MigrationPhase
  /** sha256 (hex) over `migration.sql`, `down.sql` (empty when there is none) and, where it exists, `restore.sql`. */
  readonly checksum: string
  /** Absent: `transaction`. */
  readonly run?: MigrationRun
}

/** An interface contract, written `name@major.minor`. */
export interface ProvidedInterface {
  readonly name: string
  /** `major.minor`, such as `1.2`. */
  readonly version: string
  /** What it can be asked, sorted; read from the code by the build. Absent: nothing that another module can call. */
  readonly operations?: readonly string[]
}

/** An interface a module needs from another module of the same tenant. */
export interface RequiredInterface {
  readonly name: string
  /** semver range over `major.minor.0`, such as `^1.2`. */
  readonly range: string
  readonly optional: boolean
}

/** A permission that a module defines, `module:noun:verb`. */
export interface PermissionEntry {
  readonly name: string
  readonly description: string
}

/** An event that a module publishes. */
export interface EventEntry {
  /** `module.noun.verb-in-past-tense`, such as `inventory.stock.low`. */
  readonly name: string
  readonly description: string
  /** JSON Schema of the payload. */
  readonly payload: Readonly<Record<string, unknown>>
}

/** Work that a module does by itself, for each tenant that has it. */
export interface TimerEntry {
  /** `release-expired-reservations`. */
  readonly name: string
  /** Every so many minutes, counted from the last run; or by a cron expression. Exactly one of the two. */
  readonly minutes?: number
  /** Five fields, such as `0 3 * * *`. */
  readonly cron?: string
  /** IANA name the expression is read in. Absent: UTC. */
  readonly timeZone?: string
}

/** Rows that a module offers for analysis: a view or a table of its own, by name. */
export interface DatasetEntry {
  /** `module.noun`, such as `inventory.movements`. */
  readonly name: string
  readonly description: string
  /** Column name to JSON Schema of its values. */
  readonly columns: Readonly<Record<string, unknown>>
}

/** One HTTP route as the manifest lists it, derived from the OpenAPI document. */
export interface RouteEntry {
  /** Upper-case HTTP method. */
  readonly method: string
  /** OpenAPI path below the module's mount point, such as `/v1/items/{sku}`. */
  readonly path: string
  readonly permission: string
}

/**
 * The static, code-free description inside a module version (`dist/manifest.json`).
 * It can be read, compared and resolved without running the module.
 */
export interface Manifest {
  readonly manifestVersion: 1
  /** Short name, unique within a tenant: `inventory`. */
  readonly name: string
  /** npm package name: `@tenon/inventory`. */
  readonly packageName: string
  /** Exact semver version. */
  readonly version: string
  readonly title: string
  readonly description: string
  /** semver range of `@tenon/module-sdk` this version was built for. */
  readonly hostRange: string
  readonly provides: readonly ProvidedInterface[]
  readonly requires: readonly RequiredInterface[]
  readonly permissions: readonly PermissionEntry[]
  readonly events: readonly EventEntry[]
  readonly routes: readonly RouteEntry[]
  /** JSON Schema (draft 2020-12) of the tenant's settings; every property has a default. */
  readonly settings: Readonly<Record<string, unknown>>
  /** Ascending by data version, without gaps. */
  readonly migrations: readonly MigrationEntry[]
  /** Absent: any placement; every table has `tenant_id`. */
  readonly placement?: Placement
  /** Lowest version of this module that may move here in one step; a tenant below it goes through another one first. Absent: any. */
  readonly minFrom?: string
  /** Packages besides the SDK that the host supplies, and the semver ranges this version works with: `@prisma/client`. Absent: none. */
  readonly peerRanges?: Readonly<Record<string, string>>
  /** Names of events that this version handles, sorted; of any module of the tenant. Absent: none. */
  readonly handles?: readonly string[]
  /** Absent: none. */
  readonly timers?: readonly TimerEntry[]
  /** Absent: none. */
  readonly datasets?: readonly DatasetEntry[]
}

/** The data version a module version's code needs: everything but `contract` steps, which wait for finalize. */
export function requiredDataVersion(manifest: Pick<Manifest, 'migrations'>): number {
  return manifest.migrations.reduce((highest, entry) => (entry.phase === 'contract' ? highest : Math.max(highest, entry.dataVersion)), 0)
}
