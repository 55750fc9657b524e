import type { SqlDatabase } from '@tenon/model'
import type { DatabaseAdapter } from '../module.ts'
import type { ModuleDatabase } from '../scope.ts'
import type { TenantSql, TransactionSql } from '../sql/tenant-sql.ts'

/** Whose rows a client sees, and in which schema they are. */
export interface TenantBinding {
  readonly tenantId: string
  /** Unquoted schema name, such as `t_acme__inventory`. */
  readonly schema: string
  /**
   * Which version asks, by its integrity. The server then keeps its raw SQL parsed, apart from that of
   * other versions, whose tables may differ. Default: raw SQL is parsed each time.
   */
  readonly version?: string
}

/** The methods of a Prisma client that run SQL as it stands. */
export interface RawClient {
  $queryRawUnsafe(text: string, ...values: readonly unknown[]): Promise<unknown>
  $executeRawUnsafe(text: string, ...values: readonly unknown[]): Promise<number>
}

/** A database that serves many tenants over one pool. Implemented by `@tenon/database`. */
export interface TenantDatabase extends SqlDatabase {
  /** A Prisma driver adapter bound to one tenant: every statement runs as the runtime role, with the tenant set for its transaction only. */
  bind(binding: TenantBinding): DatabaseAdapter
  /**
   * The cached client of one (tenant, module version), created on first use. The cache is bounded:
   * the least recently used client is disconnected once its calls have ended.
   * @param key - identifies the client; the version's integrity belongs in it
   */
  client<Database extends ModuleDatabase>(key: string, binding: TenantBinding, create: (adapter: DatabaseAdapter) => Database): Database
  /**
   * Raw SQL as one tenant.
   * @param signal - cancels whatever runs when it aborts; a statement's own signal is heard besides
   */
  sql(binding: TenantBinding, signal?: AbortSignal): TenantSql
  /**
   * Raw SQL inside a transaction that a Prisma client has open.
   * @param client - the transaction's client, bound to the same tenant
   */
  sqlWithin(binding: TenantBinding, client: RawClient): TransactionSql
  /** Closes clients, listeners and the pool. Idempotent. */
  close(): Promise<void>
}
