import type { LockRevision, Tenant } from '@tenon/model'

/** Who answers an interface in one tenant. */
export interface InterfaceProvider {
  readonly module: string
  /** Version of the interface, `major.minor`. */
  readonly version: string
  /** What it can be asked, as its manifest lists it. */
  readonly operations: readonly string[]
}

/** What the host serves one tenant with: a consistent view of one lock revision. */
export interface RunningTenant {
  readonly tenant: Tenant
  readonly lock: LockRevision
  /** Effective settings by module, defaults filled in. */
  readonly settings: ReadonlyMap<string, Readonly<Record<string, unknown>>>
  /** Who answers each interface that a locked version provides, by its name. */
  readonly providers: ReadonlyMap<string, InterfaceProvider>
}

/** Who must stop starting work while a tenant's modules move. The host joins; tests may. */
export interface CutoverParticipant {
  /**
   * Holds new calls of these modules, from before it returns, and resolves once those in flight have ended to what
   * releases them again. With a `budgetMs` of 0 it only holds new ones and waits for nobody.
   * Rejects with CALLS_UNFINISHED, and holds nothing any more, when calls are still in flight after `budgetMs`.
   */
  hold(tenantId: string, modules: readonly string[], budgetMs: number): Promise<() => void>
  /**
   * Holds new calls of every tenant until the returned function is called: this process cannot hear of moves at the
   * moment. Calls that waited too long fail with HOST_DETACHED. A participant without it serves nobody.
   */
  suspend?(): () => void
}

/** What runs in memory, for the host. */
export interface RunningRegistry {
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
