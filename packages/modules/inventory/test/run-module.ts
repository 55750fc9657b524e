import { schemaNameOf } from '@tenon/model'
import type { Clock } from '@tenon/model'
import type { ModuleDatabase, ModuleDefinition } from '@tenon/module-sdk'
import type { TenantDatabase } from '@tenon/module-sdk/ports'

/** For whom a module runs in a test, and on what. */
export interface RunModuleOptions {
  readonly database: TenantDatabase
  readonly tenantId: string
  readonly clock: Clock
  readonly settings?: Readonly<Record<string, unknown>>
  /** Default: every permission. */
  readonly can?: (permission: string) => boolean
}

/** An event that left with its transaction. */
export interface SeenEvent {
  readonly name: string
  readonly payload: unknown
}

/** An answer, read. */
export interface Answer {
  readonly status: number
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look into answers of several versions
  readonly body: any
}

/** A module that serves one tenant, called as a host calls it. */
export interface RunningModule {
  /** Sends JSON, or text as CSV. */
  call(method: string, path: string, body?: unknown): Promise<Answer>
  /** Events of committed transactions, oldest first. */
  readonly events: SeenEvent[]
  /** The module's own health check. */
  health(): Promise<void>
}

type Work = (scope: { readonly db: unknown; readonly events: { publish(name: string, payload: unknown): Promise<void> } }) => Promise<unknown>

/** Runs a module's routes for one tenant over its real client and a real database. */
export function runModule(definition: ModuleDefinition, options: RunModuleOptions): RunningModule {
  const events: SeenEvent[] = []
  const scope = scopeOf(definition, options, events)
  return {
    events,
    health: async () => definition.health?.(scope),
    async call(method, path, body) {
      const url = new URL(path, 'http://test.invalid')
      const response = await definition.http.fetch(new Request(url, requestOf(method, body)), { scope, path: url.pathname })
      const text = await response.text()
      return { status: response.status, body: response.headers.get('content-type')?.includes('json') === true ? JSON.parse(text) : text }
    },
  }
}

function requestOf(method: string, body: unknown): RequestInit {
  if (body === undefined) return { method }
  if (typeof body === 'string') return { method, body, headers: { 'content-type': 'text/csv' } }
  return { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
}

function scopeOf(definition: ModuleDefinition, options: RunModuleOptions, events: SeenEvent[]): unknown {
  const binding = { tenantId: options.tenantId, schema: schemaNameOf(options.tenantId, definition.manifest.name) }
  const key = `${options.tenantId} ${definition.manifest.name} ${JSON.stringify(definition.manifest.provides)}`
  const db: ModuleDatabase = options.database.client(key, binding, definition.database)
  return {
    tenant: { id: options.tenantId, name: options.tenantId, organizationId: 'test', clientType: 'standard' },
    version: '0.0.0-test',
    db,
    settings: definition.manifest.settings.parse(options.settings ?? {}),
    log: console,
    signal: new AbortController().signal,
    now: () => options.clock.now(),
    can: options.can ?? (() => true),
    isGranted: () => true,
    table: (name: string) => `"${binding.schema}"."${name}"`,
    transaction: (work: Work) => transact(db, definition, work).then(({ result, published }) => {
      events.push(...published)
      return result
    }),
  }
}

async function transact(db: ModuleDatabase, definition: ModuleDefinition, work: Work): Promise<{ result: unknown; published: SeenEvent[] }> {
  const published: SeenEvent[] = []
  const publish = async (name: string, payload: unknown) => {
    published.push({ name, payload: definition.manifest.events[name]?.payload.parse(payload) })
  }
  const result = await db.$transaction((client: never) => work({ db: client, events: { publish } }))
  return { result, published }
}
