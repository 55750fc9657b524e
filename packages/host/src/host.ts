import type { Clock, Problem } from '@tenon/model'
import type { ModuleLog } from '@tenon/module-sdk'
import type { ModuleLoader, TenantDatabase } from '@tenon/module-sdk/ports'
import type { ModuleRegistry } from '@tenon/registry'
import type { Access } from './access/access.ts'
import type { CallLimitOptions } from './dispatch/guard/call-limits.ts'
import type { Platform } from './dispatch/label-response.ts'
import type { VersionState } from './dispatch/version-states.ts'
import type { HostSupervisor } from './process/host-supervisor.ts'
import type { HostMemory } from './watch/memory/memory-watch.ts'
import type { BlamedVersion, ProcessFault, WatchOptions } from './watch/version-watch.ts'
import type { WorkOptions } from './work/work-options.ts'
import type { ApiPage } from './openapi/api-page.ts'

/** What a host is made of. The caller owns and closes registry and database. */
export interface HostOptions {
  readonly registry: ModuleRegistry
  readonly loader: ModuleLoader
  readonly database: TenantDatabase
  /** Who may call. `openAccess()` lets everyone in: only for a host that strangers cannot reach. */
  readonly access: Access
  /** The script behind `/t/{tenant}/docs`. Without it the page is a plain list of operations. */
  readonly apiPage?: ApiPage
  /** Default: silent. */
  readonly log?: ModuleLog
  /** Default: the machine's. */
  readonly clock?: Clock
  /** Ids of published events. Default: random UUIDs. */
  readonly createId?: () => string
  /** Largest request body, default 1 MiB. */
  readonly bodyLimitBytes?: number
  /** How long a call waits at most while its module moves, default 30,000 ms. */
  readonly cutoverBudgetMs?: number
  /** How much one module version may take, and when it is cut off so that others are not dragged down. */
  readonly callLimits?: CallLimitOptions
  /** How long `close` waits for calls in flight, default 10,000 ms. */
  readonly closeBudgetMs?: number
  /** Path below which the host is mounted, such as `/tenon`. Default: the root. */
  readonly mountPath?: string
  /** How much is done at once beside requests, once `start` was called. */
  readonly work?: WorkOptions
  /** Domains whose direct subdomains name a tenant: with `localhost` (the default), `acme.localhost` is acme. */
  readonly tenantDomains?: readonly string[]
  /** Have a thread watch the event loop, and the heap if asked for, from `warm` to `close`. Default: nobody watches. */
  readonly watch?: WatchOptions
  /** Who can put a fresh host in the place of this one. Default: nobody. */
  readonly supervisor?: HostSupervisor
}

/** A host: one function from Request to Response, to be mounted in any server. */
export interface Host {
  /** Answers any request; never rejects. Usable without `this`. A server may pass what it has beside the request, as `@hono/node-server` does. */
  readonly fetch: (request: Request, platform?: Platform) => Response | Promise<Response>
  /** Loads and verifies every locked version. One that is refused is reported and makes only itself answer 503; it is tried again later. */
  warm(): Promise<WarmReport>
  /**
   * Begins to deliver events and to run timers, of all tenants, sharing them with the other hosts of the database. Idempotent.
   * Without it this host answers requests only, and its events wait for others.
   */
  start(): Promise<void>
  /** The module versions in this process, with their states and calls in flight. */
  versions(): readonly VersionState[]
  /** What the process holds now, and what of it the versions made, as far as `watch.memory` was asked for. */
  memory(): HostMemory
  /**
   * Names the module version an error of the process comes from, by the innermost file of a version in its
   * stack, and counts it there. Null: there is none.
   */
  blame(error: unknown, fault: ProcessFault): BlamedVersion | null
  /** Takes no new calls, waits for those in flight within `closeBudgetMs`, then aborts the rest. Idempotent. */
  close(): Promise<CloseReport>
}

/** What `warm` found. */
export interface WarmReport {
  readonly loaded: number
  readonly refused: readonly { readonly module: string; readonly version: string; readonly problem: Problem }[]
}

/** What `close` left behind. */
export interface CloseReport {
  /** Calls that had not ended when the budget was over; their signal was aborted. */
  readonly abandonedCalls: number
}
