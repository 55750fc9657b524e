import type {
  CatalogReading, CatalogVersion, ClientType, LockRevision, MigrationProgress, MigrationResult, Operation, Organization, Pin, Plan, Rehearsal,
  RestoredSnapshot, Snapshot, Tenant, TenantDrift,
} from '@tenon/model'

/** Who does something, and why. Recorded with the change. */
export interface Actor {
  /** `user:dana`, `cli:dana`, `system`. */
  readonly actor: string
  readonly reason: string
}

/** What a new tenant is. */
export interface CreateTenantOptions {
  readonly id: string
  readonly name: string
  readonly organizationId: string
  /** Default `standard`. */
  readonly clientType?: ClientType
  readonly tags?: readonly string[]
}

/** What a new pin says. */
export interface SetPinOptions {
  readonly tenantId: string
  readonly module: string
  readonly range: string
  readonly owner: string
  readonly reason: string
  /** ISO 8601 instant, or null for no end. */
  readonly expiresAt?: string | null
}

/** New settings of one module for one tenant. */
export interface WriteSettingsOptions extends Actor {
  readonly tenantId: string
  readonly module: string
  /** The whole of the settings; what is left out takes its default. */
  readonly values: Readonly<Record<string, unknown>>
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

/** Which move to plan. */
export type PlanRequest =
  /** Install or upgrade: module name to a semver range (`2.0.0`, `^1.2`). Modules not named stay where they are. */
  | { readonly kind: 'move'; readonly tenantId: string; readonly targets: Readonly<Record<string, string>> }
  /** Back to the previous lock of one module, keeping new data. `to` names an older version when the previous one is not meant. */
  | { readonly kind: 'roll-back'; readonly tenantId: string; readonly module: string; readonly to?: string }
  /** Run the contract migrations: the way back closes. */
  | { readonly kind: 'finalize'; readonly tenantId: string; readonly module: string }

/** Progress of an operation while it runs. */
export interface OperationProgress {
  readonly operationId: string
  /** Index into the plan's steps. */
  readonly step: number
  readonly title: string
  readonly progress: MigrationProgress | null
}

/** How a plan is applied. */
export interface ApplyOptions extends Actor {
  readonly onProgress?: (progress: OperationProgress) => void
  /** Aborted: a preparation in progress stops and the operation fails with PREPARATION_STOPPED; the next one goes on from there. Past the preparation it has no effect. */
  readonly signal?: AbortSignal
  /** Why the plan may be applied though the tenant's data is not what its migrations made; recorded in the history. Absent: the operation fails with TENANT_DRIFTED. */
  readonly acceptDrift?: string
}

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

/** One row of the status screen. */
export interface TenantStatus {
  readonly tenant: Tenant
  readonly lock: LockRevision
  readonly pins: readonly Pin[]
  /** The operation in progress or the last one, or null. */
  readonly lastOperation: Operation | null
  /** What a person should look at: expired pin, interrupted operation, version outside its pin, refused artifact. */
  readonly attention: readonly string[]
}

/** A module in the catalog with how many tenants run each version. */
export interface ModuleSummary {
  readonly name: string
  readonly packageName: string
  readonly title: string
  readonly versions: readonly { readonly version: string; readonly status: CatalogVersion['status']; readonly integrity: string; readonly tenants: number }[]
}

/** A revision of one module's settings for one tenant. */
export interface SettingsRevision {
  readonly tenantId: string
  readonly module: string
  /** From 1; 0 stands for "never set", all defaults. */
  readonly revision: number
  readonly values: Readonly<Record<string, unknown>>
  readonly actor: string
  readonly createdAt: string
}

/** What the host serves one tenant with: a consistent view of one lock revision. */
export interface RunningTenant {
  readonly tenant: Tenant
  readonly lock: LockRevision
  /** Effective settings by module, defaults filled in. */
  readonly settings: ReadonlyMap<string, Readonly<Record<string, unknown>>>
}

/** Who must stop starting work while a tenant's modules move. The host joins; tests may. */
export interface CutoverParticipant {
  /** Holds new calls of these modules and resolves, once those in flight have ended or `budgetMs` is over, to what releases them again. */
  hold(tenantId: string, modules: readonly string[], budgetMs: number): Promise<() => void>
}

/**
 * What exists, what is pinned, what runs; install, migrate, roll back. One per process and database.
 *
 * Every change of pin, lock and setting commits together with its history row. Moves are one
 * transaction per tenant: after a crash the tenant is all old or all new, and `open` says which.
 */
export interface ModuleRegistry {
  createOrganization(options: { readonly id: string; readonly name: string }): Promise<Organization>
  listOrganizations(): Promise<readonly Organization[]>
  createTenant(options: CreateTenantOptions): Promise<Tenant>
  /** @throws TENANT_UNKNOWN */
  getTenant(tenantId: string): Promise<Tenant>
  listTenants(): Promise<readonly Tenant[]>

  /** Reads the artifact sources again. Moves no tenant. */
  refreshCatalog(): Promise<CatalogReading>
  listModules(): Promise<readonly ModuleSummary[]>
  /** Newest first. @throws MODULE_UNKNOWN */
  listVersions(module: string): Promise<readonly CatalogVersion[]>
  /** @throws MODULE_UNKNOWN, VERSION_UNKNOWN */
  getVersion(module: string, version: string): Promise<CatalogVersion>

  /** Replaces the pin of (tenant, module). Selects only; moves no data. @throws PIN_RANGE_INVALID */
  setPin(options: SetPinOptions & Pick<Actor, 'actor'>): Promise<Pin>
  removePin(tenantId: string, module: string, actor: Actor): Promise<void>
  listPins(tenantId?: string): Promise<readonly Pin[]>

  /** Writes a new settings revision and a lock revision that names it. @throws SETTINGS_INVALID */
  writeSettings(options: WriteSettingsOptions): Promise<SettingsRevision>
  readSettings(tenantId: string, module: string): Promise<SettingsRevision>

  /** Saves a plan. Changes nothing else. @throws PLAN_CONFLICT with all reasons, PLAN_EMPTY when there is nothing to do */
  plan(request: PlanRequest, actor: Actor): Promise<Plan>
  getPlan(planId: string): Promise<Plan>
  /** Starts to apply a saved plan and resolves once it is journaled. @throws PLAN_STALE when the tenant moved since, TENANT_BUSY when another operation holds it */
  start(planId: string, options: ApplyOptions): Promise<{ readonly operation: Operation; readonly finished: Promise<Operation> }>
  /** `start`, then waits. A failed operation is a value: look at `status` and `problem`. */
  apply(planId: string, options: ApplyOptions): Promise<Operation>
  getOperation(operationId: string): Promise<Operation>
  /** Takes back what was prepared for a move that has not happened; the version in force goes on. Who did it and why is kept in `tenon.data_history`. @throws TENANT_UNKNOWN, TENANT_BUSY */
  abandon(tenantId: string, module: string, actor: Actor): Promise<MigrationResult>
  /**
   * Compares the data of one tenant, or of all, with what the migrations in their ledgers make, module by module. Reads only.
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
  /** Newest first. */
  listOperations(tenantId?: string): Promise<readonly Operation[]>

  getLock(tenantId: string): Promise<LockRevision>
  /** Newest first. */
  history(tenantId: string): Promise<readonly LockRevision[]>
  /** What ran at an instant (ISO 8601). */
  lockAt(tenantId: string, at: string): Promise<LockRevision>
  /** Every tenant, or the named one alone. @throws TENANT_UNKNOWN */
  status(tenantId?: string): Promise<readonly TenantStatus[]>
  /** Rows published by modules of a tenant, newest first, at most `limit` (default 100). */
  listEvents(tenantId: string, limit?: number): Promise<readonly PublishedEvent[]>

  /** What runs for a tenant, from memory: the answer the dispatcher uses. Undefined when there is no such tenant. */
  running(tenantId: string): RunningTenant | undefined
  /** Every running tenant. */
  allRunning(): Iterable<RunningTenant>
  /** Called after `running` changed for a tenant, whichever process changed it. Returns a function that stops it. */
  onChange(listener: (tenantId: string) => void): () => void
  /** Joins cut-overs. Returns a function that leaves. */
  joinCutovers(participant: CutoverParticipant): () => void
  /** Resolves when the database answers; rejects with DATABASE_UNAVAILABLE. */
  ping(): Promise<void>
  /** Waits for running operations, then stops listening. The database stays open: its owner closes it. */
  close(): Promise<void>
}

/** A row of the outbox. */
export interface PublishedEvent {
  readonly id: string
  readonly tenantId: string
  readonly module: string
  readonly version: string
  readonly name: string
  readonly payload: unknown
  readonly createdAt: string
}

