import { Pool } from 'pg'
import type { PoolClient, QueryArrayConfig, QueryConfig, QueryResult } from 'pg'
import { BoundQuery } from './bound-query.ts'
import { connectErrorOf } from './connect-error.ts'
import { parseDatabaseUrl } from './connection-settings.ts'
import { databaseErrors } from './database-errors.ts'
import type { SessionIdentity } from './session-identity.ts'

/** A bounded set of connections; every use of one says who it acts as. */
export interface Connections {
  /** Runs one query in a transaction of its own, in one round trip. */
  query(identity: SessionIdentity, config: QueryConfig | QueryArrayConfig): Promise<QueryResult>
  /** A connection for the caller alone. `release` gives it back; one that is still inside a transaction is closed instead. */
  acquire(): Promise<AcquiredConnection>
  close(): Promise<void>
}

/** A connection taken out of the pool. */
export interface AcquiredConnection {
  readonly client: PoolClient
  release(failure?: unknown): void
}

/** How many connections, and how long to wait for one. */
export interface ConnectionsOptions {
  readonly url: string
  readonly maxConnections: number
  readonly connectTimeoutMs: number
  readonly applicationName: string
}

/** Past this a connection is replaced: a backend keeps 0.2 MB for every module schema it ever touched. */
const maxLifetimeSeconds = 1800

/** Prepares the pool. Connects when the first query comes. */
export function createConnections(options: ConnectionsOptions): Connections {
  const place = parseDatabaseUrl(options.url)
  const pool = new Pool({
    connectionString: options.url,
    max: options.maxConnections,
    connectionTimeoutMillis: options.connectTimeoutMs,
    application_name: options.applicationName,
    maxLifetimeSeconds,
    keepAlive: true,
    pipeline: true,
  })
  // An idle connection that breaks is replaced on the next use; without a listener it would end the process.
  pool.on('error', () => undefined)
  let closing: Promise<void> | null = null

  function refusalOf(error: unknown): unknown {
    const busy = error instanceof Error && error.message === 'timeout exceeded when trying to connect'
    if (busy) return databaseErrors.DATABASE_BUSY({ maxConnections: options.maxConnections, waitedMs: options.connectTimeoutMs })
    return connectErrorOf(error, place) ?? error
  }

  function query(identity: SessionIdentity, config: QueryConfig | QueryArrayConfig): Promise<QueryResult> {
    return new Promise((resolve, reject) => {
      if (closing) return reject(databaseErrors.DATABASE_CLOSED({}))
      pool.connect((error, client, release) => {
        if (client === undefined) return reject(refusalOf(error) as Error)
        client.query(new BoundQuery(identity.statement, config, (failure, result) => {
          release()
          if (failure) reject(failure)
          else resolve(result)
        }) as never)
      })
    })
  }

  async function acquire(): Promise<AcquiredConnection> {
    if (closing) throw databaseErrors.DATABASE_CLOSED({})
    const client = await pool.connect().catch((error: unknown) => { throw refusalOf(error) })
    // While it is out of the pool nobody else listens; the failure itself reaches whoever awaits a query.
    const ignore = () => undefined
    client.on('error', ignore)
    const release = (failure?: unknown) => {
      client.off('error', ignore)
      client.release(failure !== undefined || client.getTransactionStatus() !== 'I')
    }
    return { client, release }
  }

  function close(): Promise<void> {
    closing ??= pool.end()
    return closing
  }

  return { query, acquire, close }
}
