import type { TenantDatabase } from '@tenon/module-sdk/ports'
import { Client } from 'pg'
import { announce, announced } from './announcement.ts'
import { createClientCache } from './client-cache.ts'
import { connectErrorOf } from './connect-error.ts'
import { parseDatabaseUrl } from './connection-settings.ts'
import { createConnections } from './connections.ts'
import { ensureRoles } from './ensure-roles.ts'
import { createNotificationListener } from './notification-listener.ts'
import { queryAsOwner, runScript, transactAsOwner, withOwnerConnection } from './owner-session.ts'
import type { ProbeOptions } from './silence-probe.ts'
import { prismaSql } from './sql/prisma-sql.ts'
import { createStatementGate } from './sql/statement-gate.ts'
import { createTenantSql } from './sql/tenant-sql.ts'
import { tenantAdapter } from './tenant-adapter.ts'

/** How a database is opened. */
export interface OpenDatabaseOptions {
  /** `postgresql://user:password@host:port/database`. The password appears in no error. */
  readonly url: string
  /** Where to connect without a pooler in between, for notifications and for what runs outside transactions. Default: `url`. */
  readonly directUrl?: string
  /** Connections kept for queries and transactions, one more for notifications. Default 10. */
  readonly maxConnections?: number
  /**
   * Schemas that one connection serves before it is replaced; it prefers those it served last. Its server
   * process keeps up to 0.2 MB for each and never gives it back. Default 400.
   */
  readonly maxSchemasPerConnection?: number
  /** Module clients kept, one per tenant and version, about 0.5 MB each where versions share their graphs, else 0.4 to 1.6 MB. More tenants than clients at once cost each call a new client (0.3 ms). Default 300. */
  readonly maxClients?: number
  /** How long to wait for a connection, new or busy. Default 10,000 ms. */
  readonly connectTimeoutMs?: number
  /** What the server's own views call us. Default `tenon`. */
  readonly applicationName?: string
  /** How soon a notification connection that went silent is given up. Default: asked every 2,000 ms, 3,000 ms for an answer. */
  readonly listenerProbe?: ProbeOptions
}

const idleUsage = { begin: () => undefined, end: () => undefined }

/**
 * Opens a PostgreSQL (15 or later) for many tenants over one pool, after checking that it answers and
 * creating the two roles it works with.
 *
 * @example
 * const database = await openDatabase({ url: 'postgresql://localhost/tenon' })
 * const { rows } = await database.query('select 1 as one')
 * await database.close()
 * @throws DATABASE_URL_INVALID, DATABASE_UNREACHABLE, DATABASE_ACCESS_DENIED, DATABASE_MISSING,
 * DATABASE_TOO_OLD, DATABASE_RIGHTS_MISSING, DATABASE_CONNECTIONS_EXHAUSTED
 */
export async function openDatabase(options: OpenDatabaseOptions): Promise<TenantDatabase> {
  const { url, directUrl = url, maxConnections = 10, maxSchemasPerConnection = 400, maxClients = 300, connectTimeoutMs = 10_000, applicationName = 'tenon' } = options
  const clientOf = (connectionString: string) => () => new Client({ connectionString, connectionTimeoutMillis: connectTimeoutMs, application_name: applicationName, keepAlive: true })
  const createClient = clientOf(directUrl)
  const connections = createConnections({ url, maxConnections, maxSchemasPerConnection, connectTimeoutMs, applicationName })
  await prepareServer(directUrl, createClient)
  const clients = createClientCache(maxClients)
  const gate = createStatementGate()
  const listener = createNotificationListener(createClient, options.listenerProbe)
  return {
    transaction: (work) => transactAsOwner(connections, work),
    query: (text, values) => queryAsOwner(connections, text, values),
    script: (text) => runScript(connections, text),
    session: (work) => withOwnerConnection(createClient, work),
    listen: (channel, onMessage, onGap) => listener.listen(channel, { onMessage, onGap }),
    announce: (name, onLost, onBack) => announce(listener, name, { onLost, onBack }),
    announced,
    bind: (binding) => tenantAdapter(connections, binding, idleUsage),
    client: (key, binding, create) => clients.get(key, (usage) => create(tenantAdapter(connections, binding, usage))),
    sql: (binding, signal) => createTenantSql({ connections, gate, binding, signal }, clientOf(url)),
    sqlWithin: (binding, client) => prismaSql({ gate, binding }, client),
    async close() {
      await listener.close()
      await clients.close()
      await connections.close()
    },
  }
}

async function prepareServer(url: string, createClient: () => Client): Promise<void> {
  const client = createClient()
  client.on('error', () => undefined)
  try {
    await client.connect()
  } catch (error) {
    throw connectErrorOf(error, parseDatabaseUrl(url)) ?? error
  }
  try {
    await ensureRoles(client)
  } finally {
    await client.end()
  }
}
