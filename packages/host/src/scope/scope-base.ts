import { schemaNameOf } from '@tenon/model'
import type { Clock, TenantInfo } from '@tenon/model'
import type { ModuleDatabase, ModuleDefinition, ModuleLog, TenantSql, TransactionScope } from '@tenon/module-sdk'
import type { LoadedModule, TenantBinding, TenantDatabase } from '@tenon/module-sdk/ports'
import type { RunningTenant } from '@tenon/registry'
import { outboxPublisher } from './outbox-publisher.ts'

/** The part of a scope that stays the same from call to call of one (tenant, module version, lock revision). */
export interface ScopeBase {
  /** The code it is for. */
  readonly definition: ModuleDefinition
  readonly tenant: TenantInfo
  readonly version: string
  readonly settings: Readonly<Record<string, unknown>>
  /** Permissions of the module that the tenant granted. Made once for each lock revision: a call only looks it up. */
  readonly grants: ReadonlySet<string>
  readonly log: ModuleLog
  readonly now: () => number
  readonly table: (name: string) => string
  readonly transaction: <Result>(work: (scope: TransactionScope<ModuleDatabase, never>) => Promise<Result>) => Promise<Result>
  /** The tenant's client. Asked for on first use in a call, so that a call without data costs no connection. */
  readonly openDatabase: () => ModuleDatabase
  /** Raw SQL as the tenant. @param signal - ends what runs when the call is over */
  readonly openSql: (signal: AbortSignal) => TenantSql
}

/** What scopes are made of. */
export interface ScopeParts {
  readonly database: TenantDatabase
  readonly log: ModuleLog
  readonly clock: Clock
  readonly createId: () => string
}

/** Prepares the scope of one module version for one tenant. Touches no database. */
export function createScopeBase(running: RunningTenant, loaded: LoadedModule, parts: ScopeParts): ScopeBase {
  const { module, version, integrity } = loaded.artifact
  const { id, name, organizationId, clientType } = running.tenant
  const binding: TenantBinding = { tenantId: id, schema: schemaNameOf(id, module), version: integrity }
  const clientKey = `${id}/${module}@${version}#${integrity}`
  const openDatabase = () => parts.database.client(clientKey, binding, loaded.definition.database)
  const publisher = outboxPublisher({ module, version, events: loaded.definition.manifest.events, createId: parts.createId })
  return {
    definition: loaded.definition,
    tenant: { id, name, organizationId, clientType },
    version,
    settings: running.settings.get(module) ?? {},
    grants: new Set(running.lock.entries.find((entry) => entry.module === module)?.grants),
    log: labelledLog(parts.log, { tenant: id, module, version }),
    now: () => parts.clock.now(),
    table: (table) => `"${binding.schema}"."${table.replaceAll('"', '""')}"`,
    transaction: (work) => openDatabase().$transaction((db: never) => work({ db, sql: parts.database.sqlWithin(binding, db), events: publisher(db) } as TransactionScope<ModuleDatabase, never>)),
    openDatabase,
    openSql: (signal) => parts.database.sql(binding, signal),
  }
}

function labelledLog(log: ModuleLog, labels: Readonly<Record<string, unknown>>): ModuleLog {
  return {
    debug: (message, fields) => log.debug(message, { ...fields, ...labels }),
    info: (message, fields) => log.info(message, { ...fields, ...labels }),
    warn: (message, fields) => log.warn(message, { ...fields, ...labels }),
    error: (message, fields) => log.error(message, { ...fields, ...labels }),
  }
}
