import type { TenantInfo } from '@tenon/model'
import type { TenantSql, TransactionSql } from './sql/tenant-sql.ts'

/** The least the host needs of a module's database client. Every Prisma client has it. */
export interface ModuleDatabase {
  $transaction<Result>(work: (client: never) => Promise<Result>, options?: { readonly maxWait?: number; readonly timeout?: number }): Promise<Result>
  $disconnect(): Promise<void>
}

/** A client inside an open transaction: no nesting, no connecting. */
export type TransactionClient<Database> = Omit<Database, '$connect' | '$disconnect' | '$on' | '$use' | '$extends' | '$transaction'>

/** Diagnostic lines. Tenant, module and version are added by the host. */
export interface ModuleLog {
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void
  info(message: string, fields?: Readonly<Record<string, unknown>>): void
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void
  error(message: string, fields?: Readonly<Record<string, unknown>>): void
}

/** How an event leaves. */
export interface PublishOptions {
  /** Events of one module with one key arrive in the order of their publishing, such as all of one order. Default: the event's name. */
  readonly key?: string
}

/** Publishes events that leave with the surrounding transaction, or not at all. */
export interface EventPublisher<Events> {
  publish<Name extends keyof Events & string>(name: Name, payload: Events[Name], options?: PublishOptions): Promise<void>
}

/** An event as it arrives: at least once, and in order for each key. */
export interface ReceivedEvent<Payload = unknown> {
  /** The same at every attempt: what was done for it once need not be done again. */
  readonly id: string
  readonly name: string
  readonly payload: Payload
  readonly key: string
  /** Which module and exact version published it. */
  readonly module: string
  readonly version: string
  /** ISO 8601 instant. */
  readonly publishedAt: string
  /** From 1. */
  readonly attempt: number
}

/**
 * The shape of every contract: operations as a caller sees them, each with one input at most, plain data in
 * and plain data out. Plain are null, booleans, numbers, bigints, strings, undefined, `Date`, `Uint8Array`, and
 * arrays and objects of these.
 */
export type InterfaceContract<Contract = Record<string, never>> = { readonly [Operation in keyof Contract]: (input: never) => Promise<unknown> }

/**
 * The tenant's other modules, by the interfaces that the manifest requires. What answers is the version in the
 * tenant's lock when the outermost call began; values are copied on the way in and out. Each side has a
 * transaction of its own: what the other side committed stays when this side fails afterwards.
 *
 * An operation rejects with what the other side throws, as an error with the same code, or with
 * INTERFACE_OPERATION_UNKNOWN, INTERFACE_VALUE_INVALID (a value is not plain data), INTERFACE_CALL_TOO_DEEP
 * (modules that call each other in a circle) or INTERFACE_CALL_LATE (this call has ended already).
 */
export interface ModuleCalls {
  /** @throws INTERFACE_UNDECLARED when the manifest does not require it, INTERFACE_MISSING when nobody provides it */
  use<Contract extends InterfaceContract<Contract>>(name: string): Contract
  /** Null when the tenant has no provider of an interface that is required as optional. @throws INTERFACE_UNDECLARED */
  find<Contract extends InterfaceContract<Contract>>(name: string): Contract | null
}

/**
 * What a provider writes to answer a contract: each operation, with the scope in front.
 *
 * @example
 * const stock: InterfaceAnswers<StockContract, InventoryScope> = {
 *   levelOf: (scope, { sku }) => readLevel(scope, sku),
 * }
 */
export type InterfaceAnswers<Contract extends InterfaceContract<Contract>, AScope> = {
  readonly [Operation in keyof Contract]: (scope: AScope, ...input: Parameters<Contract[Operation]>) => ReturnType<Contract[Operation]>
}

/** What a use case gets inside `scope.transaction`. */
export interface TransactionScope<Database, Events> {
  readonly db: TransactionClient<Database>
  /** Raw SQL in the same transaction. */
  readonly sql: TransactionSql
  readonly events: EventPublisher<Events>
}

/** Everything a module may touch while it works for one tenant. It never learns of another. */
export interface Scope<Database, Settings, Events> {
  readonly tenant: TenantInfo
  /** The exact version that runs, which is the tenant's lock at the start of the call. */
  readonly version: string
  /** The module's own client, bound to this tenant's schema and guarded by row level security. */
  readonly db: Database
  /** Raw SQL, bound and guarded like `db`: statements made with `sql`, streams, COPY. */
  readonly sql: TenantSql
  /** The tenant's settings, defaults filled in. They do not change during the call. */
  readonly settings: Settings
  readonly log: ModuleLog
  /** Other modules of the tenant, by interface. Ask them before a transaction, not inside: each side takes a connection of its own. */
  readonly modules: ModuleCalls
  /** Aborted when the caller goes away or the host stops. */
  readonly signal: AbortSignal
  /** Milliseconds since the Unix epoch. Use it instead of `Date.now()`, so that tests can hold time still. */
  now(): number
  /** Whether the caller may do this here: they hold the permission of this module, and the tenant granted it to the module. */
  can(permission: string): boolean
  /** Whether the tenant granted a permission of this module, whoever calls. New permissions of an upgrade are off until somebody does: a feature that needs one shows itself only then. */
  isGranted(permission: string): boolean
  /** The quoted, schema-qualified name of one of this module's tables, for raw SQL: `"t_acme__inventory"."item"`. */
  table(name: string): string
  /** Runs `work` in one transaction: rows and events commit together, or none do. Serialization failures are not retried. */
  transaction<Result>(work: (scope: TransactionScope<Database, Events>) => Promise<Result>): Promise<Result>
}

/** One call into a module: for which tenant, at which path below the module's mount point. */
export interface ModuleCall<AScope = Scope<ModuleDatabase, unknown, never>> {
  readonly scope: AScope
  /** Path below the mount point, starting with a slash, without the query: `/v1/items`. */
  readonly path: string
}
