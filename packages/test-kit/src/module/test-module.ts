import type { Operation, StoredArtifact } from '@tenon/model'
import type { Host } from '@tenon/host'
import type { LoadedModule, TenantDatabase } from '@tenon/module-sdk/ports'
import type { ModuleRegistry, PublishedEvent, TimerState } from '@tenon/registry'
import type { FakeClock } from '../fake-clock.ts'
import type { ModuleMatrix } from '../suite/module-matrix.ts'

/** Who calls, and how. */
export interface TestCall {
  /** Permissions that the caller holds. Default: every one. */
  readonly permissions?: 'all' | readonly string[]
  /** Default `GET` without a body, `POST` with one. */
  readonly method?: string
  /** Sent as JSON; text is sent as `text/csv`. Default: no body. */
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** An answer, read. */
export interface TestAnswer {
  readonly status: number
  /** The body: parsed when it is JSON, else text. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look into answers without declaring their shape
  readonly body: any
  readonly headers: Headers
}

/**
 * A module on a real host over a real database: what it does for one tenant or several, at any of its versions. The clock stands
 * still until the test moves it.
 */
export interface TestModule {
  readonly matrix: ModuleMatrix
  readonly clock: FakeClock
  readonly registry: ModuleRegistry
  readonly host: Host
  readonly database: TenantDatabase
  /** Creates a tenant that runs a version; default: the working copy. @throws TEST_MOVE_FAILED */
  addTenant(tenantId: string, version?: string): Promise<void>
  /** Moves a tenant to a version. @throws TEST_MOVE_FAILED, and PLAN_CONFLICT when it may not have it */
  move(tenantId: string, version: string): Promise<Operation>
  /** Takes a tenant back to the version before. @throws TEST_MOVE_FAILED */
  rollBack(tenantId: string): Promise<Operation>
  /** Runs the contract migrations: the way back closes. @throws TEST_MOVE_FAILED */
  finalize(tenantId: string): Promise<Operation>
  /** Writes a tenant's settings, as an administrator would. @throws SETTINGS_INVALID */
  setSettings(tenantId: string, values: Readonly<Record<string, unknown>>): Promise<void>
  /** Calls a route of the module as a tenant: `call('acme', '/v1/items')`. */
  call(tenantId: string, path: string, call?: TestCall): Promise<TestAnswer>
  /** Events that the tenant's modules published, oldest first: those whose transaction committed. */
  events(tenantId: string): Promise<readonly PublishedEvent[]>
  /** Timers of the module for a tenant, with when each runs next. After `host.start()`, moving the clock past that runs it. */
  timers(tenantId: string): Promise<readonly TimerState[]>
  /** The verified files of a version. */
  artifact(version: string): Promise<StoredArtifact>
  /** The code of a version, loaded as a host loads it. */
  load(version: string): Promise<LoadedModule>
  /** Rows of the module's tables, by table, as JSON; read past the module's code, as this tenant. */
  rows(tenantId: string): Promise<TenantRows>
  /** Ends host, registry and database, and removes their files. */
  close(): Promise<void>
}

/** Rows by table; each as JSON has it, column by column. */
export type TenantRows = ReadonlyMap<string, readonly Readonly<Record<string, unknown>>[]>
