import type { MigrationResult, Rehearsal, RehearsalProgress, RestoredSnapshot, Snapshot, TenantDrift } from '@tenon/model'
import type { Actor } from './tenant-registry.ts'

/** What to rehearse. */
export interface RehearseRequest {
  readonly tenantId: string
  readonly module: string
  /** Exact, such as `2.0.0`. */
  readonly version: string
  /** The rows written in between come from it: the same seed, the same rows. Default 1. */
  readonly seed?: number
  /** Past this many rows a sample is rehearsed and the rest only checked. Default 200,000. */
  readonly maxRows?: number
  /** Longest time a lock may keep others away. Default 500 ms. */
  readonly lockBudgetMs?: number
  /** Told of each stage when it begins; over a control API about twice a second. */
  readonly onProgress?: (progress: RehearsalProgress) => void
}

/** Whose data is not what its migrations made, and for whom that could not be told. */
export interface DriftReport {
  /** Modules of tenants that were compared. */
  readonly compared: number
  /** By schema. Empty when all that was compared is as it should be. */
  readonly drifted: readonly TenantDrift[]
  readonly notCompared: readonly NotCompared[]
}

/** Tenants of one version that could not be compared: its bytes or its history cannot be used. */
export interface NotCompared {
  readonly module: string
  readonly version: string
  readonly tenantIds: readonly string[]
  /** Of the error that stood in the way. */
  readonly code: string
  readonly reason: string
}

/** What a finalize of one module removed and is still kept. */
export interface ModuleSnapshot extends Snapshot {
  readonly module: string
}

/** Which snapshot to write out. */
export interface RestoreSnapshotOptions extends Actor {
  readonly tenantId: string
  readonly module: string
  /** As `listSnapshots` tells it. */
  readonly number: number
}

/** The data of tenants beside their moves. */
export interface DataRegistry {
  /** Takes back what was prepared for a move that has not happened; the version in force goes on. Who did it and why is kept in `tenon.data_history`. @throws TENANT_UNKNOWN, TENANT_BUSY */
  abandon(tenantId: string, module: string, actor: Actor): Promise<MigrationResult>
  /**
   * Compares the data of one tenant, or of all, with what the migrations in their ledgers make, module by module. Changes no data; what it finds is kept for `status`.
   * An artifact that cannot be opened is reported and stops nothing. @throws TENANT_UNKNOWN
   */
  drift(tenantId?: string): Promise<DriftReport>
  /**
   * Walks an upgrade up, down and up again on a copy of the tenant's data that nobody sees, and says what would fail, be lost or
   * keep others waiting. Changes nothing and is written down nowhere; asks no pins. One at a time in a process.
   * @throws TENANT_UNKNOWN, MODULE_UNKNOWN, VERSION_UNKNOWN, MIGRATION_UNKNOWN when the data is past this version
   */
  rehearse(request: RehearseRequest): Promise<Rehearsal>
  /** What finalizes removed and is still kept, of one module or of each installed one, newest first within a module. @throws TENANT_UNKNOWN */
  listSnapshots(tenantId: string, module?: string): Promise<readonly ModuleSnapshot[]>
  /** Writes a snapshot out as tables in a schema of its own, never over live data; who did it and why is kept in `tenon.data_history`. @throws TENANT_UNKNOWN, SNAPSHOT_UNKNOWN, SNAPSHOT_RESTORED */
  restoreSnapshot(options: RestoreSnapshotOptions): Promise<RestoredSnapshot>
}
