import type { ModuleCalls, ModuleDatabase, ModuleLog, Scope, TenantSql } from '@tenon/module-sdk'
import type { TenantInfo } from '@tenon/model'
import type { Caller } from '../access/access.ts'
import type { ScopeBase } from './scope-base.ts'

/** A call's own parts of its scope. Read when asked for: the signal of a request is made on first sight. */
export interface CallParts {
  readonly caller: Caller
  /** Aborted when whoever asked has gone away. Null: nobody can. */
  readonly signal: AbortSignal | null
}

/** What the call's seat adds. */
export interface CallSeat {
  /** Aborted when the host gives up waiting for calls in flight. */
  readonly stopping: AbortSignal
  /** Aborted when the call's time is up. Made when asked for. */
  readonly expiry: AbortSignal
  openModules(): ModuleCalls
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
  readonly #seat: CallSeat
  #db: ModuleDatabase | null = null
  #sql: TenantSql | null = null
  #signal: AbortSignal | null = null
  #modules: ModuleCalls | null = null

  constructor(base: ScopeBase, parts: CallParts, seat: CallSeat) {
    this.#base = base
    this.#parts = parts
    this.#seat = seat
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
    return (this.#signal ??= signalOf(this.#parts.signal, this.#seat))
  }

  get modules(): ModuleCalls {
    return (this.#modules ??= this.#seat.openModules())
  }

  can(permission: string): boolean {
    return this.#base.grants.has(permission) && this.#parts.caller.can(permission)
  }

  isGranted(permission: string): boolean {
    return this.#base.grants.has(permission)
  }
}

function signalOf(asker: AbortSignal | null, { stopping, expiry }: CallSeat): AbortSignal {
  return AbortSignal.any(asker === null ? [stopping, expiry] : [asker, stopping, expiry])
}
