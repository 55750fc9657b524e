import type { ModuleDatabase, ModuleLog, Scope, TenantSql } from '@tenon/module-sdk'
import type { TenantInfo } from '@tenon/model'
import type { Caller } from '../access/access.ts'
import type { ScopeBase } from './scope-base.ts'

/** A call's own parts of its scope. */
export interface CallParts {
  readonly request: Request
  readonly caller: Caller
  /** Aborted when the host gives up waiting for calls in flight. */
  readonly stopping: AbortSignal
}

/**
 * The scope of one call. A class because one is made for each request: nine field copies cost
 * less than nine closures, and client and signal are made only for calls that ask for them.
 */
export class CallScope implements Scope<ModuleDatabase, Readonly<Record<string, unknown>>, never> {
  readonly tenant: TenantInfo
  readonly version: string
  readonly settings: Readonly<Record<string, unknown>>
  readonly log: ModuleLog
  readonly now: () => number
  readonly table: (name: string) => string
  readonly transaction: ScopeBase['transaction']
  readonly #base: ScopeBase
  readonly #parts: CallParts
  #db: ModuleDatabase | null = null
  #sql: TenantSql | null = null
  #signal: AbortSignal | null = null

  constructor(base: ScopeBase, parts: CallParts) {
    this.#base = base
    this.#parts = parts
    this.tenant = base.tenant
    this.version = base.version
    this.settings = base.settings
    this.log = base.log
    this.now = base.now
    this.table = base.table
    this.transaction = base.transaction
  }

  get db(): ModuleDatabase {
    return (this.#db ??= this.#base.openDatabase())
  }

  get sql(): TenantSql {
    return (this.#sql ??= this.#base.openSql(this.signal))
  }

  get signal(): AbortSignal {
    return (this.#signal ??= AbortSignal.any([this.#parts.request.signal, this.#parts.stopping]))
  }

  can(permission: string): boolean {
    return this.#parts.caller.can(permission)
  }
}
